import type { Json } from "@/api/types";
import { Inert } from "./Inert";
import classes from "./ValueText.module.css";

/** A JSON value in one line, coloured by its kind. */
export function ValueText({ value, limit = 200 }: { value: Json | undefined; limit?: number }) {
  if (value === null || value === undefined) return <span className={classes.none}>none</span>;
  if (typeof value === "boolean") return <span className={classes.flag}>{value ? "true" : "false"}</span>;
  if (typeof value === "number") return <span className={classes.number}>{String(value)}</span>;
  if (typeof value === "string") return <Inert text={value} limit={limit} />;
  return <Inert text={JSON.stringify(value)} mono limit={limit} />;
}

/** A JSON value as a tree of its own lines; text inside stays text. */
export function JsonTree({ value, depth = 0 }: { value: Json; depth?: number }) {
  if (value === null || typeof value !== "object") return <ValueText value={value} limit={600} />;
  const entries = Array.isArray(value) ? value.map((item, index) => [String(index), item] as const) : Object.entries(value);
  if (entries.length === 0) return <span className={classes.none}>{Array.isArray(value) ? "empty list" : "empty"}</span>;
  return (
    <ul className={classes.tree} data-root={depth === 0 || undefined}>
      {entries.map(([name, item]) => (
        <li key={name}>
          <span className={classes.key}><Inert text={name} mono limit={80} /></span>
          {depth < 12 ? <JsonTree value={item as Json} depth={depth + 1} /> : <span className={classes.none}>deeper still</span>}
        </li>
      ))}
    </ul>
  );
}
