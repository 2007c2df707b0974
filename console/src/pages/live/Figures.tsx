import type { ReactNode } from "react";
import type { LiveSummary } from "@/api/types";
import { formatCount, formatMs, formatRate } from "@/components/format";
import { formatDuration } from "@/components/time";
import classes from "./Live.module.css";

function Figure({ name, value, note, alarm }: { name: string; value: ReactNode; note?: ReactNode; alarm?: boolean }) {
  return (
    <div className={classes.figure} data-alarm={alarm || undefined}>
      <span className={classes.figureName}>{name}</span>
      <span className={classes.figureValue}>{value}</span>
      {note && <span className={classes.figureNote}>{note}</span>}
    </div>
  );
}

/** The six numbers an operator reads first. */
export function Figures({ summary }: { summary: LiveSummary }) {
  const { events } = summary;
  const flagged = summary.series.reduce((sum, point) => sum + point.flagged, 0);
  const { latency, lag } = summary;
  return (
    <div className={classes.figures}>
      <Figure name="Events a second" value={formatRate(summary.events_per_s)} note={`${formatCount(events)} in the window`} />
      <Figure name="Flagged" value={events === 0 ? "—" : `${((100 * flagged) / events).toFixed(2)} %`} note={`${formatCount(flagged)} events`} />
      <Figure
        name={summary.decide_latency.p50_ms === null ? "Ingest latency, p50" : "Decide latency, p50"}
        value={formatMs(latency.p50_ms)}
        note={<>p95 {formatMs(latency.p95_ms)} · p99 {formatMs(latency.p99_ms)}</>}
      />
      <Figure name="Lake lag" value={lag.lake_s === null ? "—" : formatDuration(lag.lake_s)} note="behind the log" alarm={(lag.lake_s ?? 0) > 120} />
      <Figure name="Webhooks waiting" value={lag.outbox_pending === null ? "—" : formatCount(lag.outbox_pending)} note="in the outbox" />
      <Figure
        name="Dead letters"
        value={lag.dead_letters === null ? "—" : formatCount(lag.dead_letters)}
        note={lag.dead_letters ? "need a replay" : "none waits"}
        alarm={Boolean(lag.dead_letters)}
      />
    </div>
  );
}
