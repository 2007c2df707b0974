import type { ReactNode } from "react";
import classes from "./Badge.module.css";
import { Icon, type IconName } from "./Icon";
import { Inert } from "./Inert";
import { byStrength, lookOf, type Tone } from "./verdicts";

/** A word with its colour and its glyph: the colour is never the only carrier. */
export function Badge({ tone, icon, children }: { tone: Tone; icon?: IconName; children: ReactNode }) {
  return (
    <span className={classes.badge} data-tone={tone}>
      {icon && <Icon name={icon} size={12} />}
      <span className={classes.text}>{children}</span>
    </span>
  );
}

export function VerdictBadge({ verdict }: { verdict: string }) {
  const { tone, icon } = lookOf(verdict);
  return (
    <Badge tone={tone} icon={icon}>
      <Inert text={verdict} limit={28} />
    </Badge>
  );
}

/** The verdicts of an event, strongest first; an event without any was allowed by silence. */
export function Verdicts({ verdicts }: { verdicts: string[] }) {
  if (verdicts.length === 0) return <span className={classes.none}>no verdict</span>;
  return (
    <span className={classes.row}>
      {[...verdicts].sort(byStrength).map((verdict) => (
        <VerdictBadge key={verdict} verdict={verdict} />
      ))}
    </span>
  );
}
