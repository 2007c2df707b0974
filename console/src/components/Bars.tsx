import type { ReactNode } from "react";
import classes from "./Charts.module.css";
import { formatCount } from "./format";

export interface Bar {
  id: string;
  name: ReactNode;
  count: number;
  note?: ReactNode;
}

/** A ranked list whose lengths compare: table and chart at once. */
export function Bars({ bars, label }: { bars: Bar[]; label: string }) {
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  return (
    <ul className={classes.bars} aria-label={label}>
      {bars.map((bar) => (
        <li key={bar.id} className={classes.bar}>
          <span className={classes.fill} style={{ width: `${(100 * bar.count) / most}%` }} />
          <span className={classes.barName}>{bar.name}</span>
          {bar.note && <span className={classes.barNote}>{bar.note}</span>}
          <span className={classes.barCount}>{formatCount(bar.count)}</span>
        </li>
      ))}
    </ul>
  );
}
