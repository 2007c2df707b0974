import type { PartHealth } from "@/api/types";
import classes from "./Health.module.css";
import { Inert } from "./Inert";

type State = "ok" | "degraded" | "down" | "unknown";

function stateOf(part: PartHealth): State {
  return part.state === "ok" || part.state === "degraded" || part.state === "down" ? part.state : "unknown";
}

/** Colour and shape together: full for well, half for degraded, hollow cross for down. */
export function HealthDot({ state }: { state: State }) {
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" className={classes.dot} data-state={state} aria-hidden="true">
      <circle cx="6" cy="6" r="4.6" fill={state === "ok" ? "currentColor" : "none"} stroke="currentColor" strokeWidth="1.6" />
      {state === "degraded" && <path d="M6 1.4a4.6 4.6 0 0 1 0 9.2Z" fill="currentColor" />}
      {state === "down" && <path d="M4.2 4.2l3.6 3.6M7.8 4.2 4.2 7.8" stroke="currentColor" strokeWidth="1.6" />}
    </svg>
  );
}

const WORDS: Record<State, string> = { ok: "well", degraded: "degraded", down: "down", unknown: "unknown" };

export function PartsList({ parts }: { parts: PartHealth[] }) {
  return (
    <ul className={classes.parts}>
      {parts.map((part) => (
        <li key={part.name} className={classes.part}>
          <HealthDot state={stateOf(part)} />
          <span className={classes.name}>{part.name.replaceAll("_", " ")}</span>
          <span className={classes.state} data-state={part.state}>{WORDS[stateOf(part)]}</span>
          <span className={classes.detail} title={part.detail}><Inert text={part.detail} limit={28} /></span>
        </li>
      ))}
    </ul>
  );
}
