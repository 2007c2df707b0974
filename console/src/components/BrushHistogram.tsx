import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { usePreferences } from "@/theme/preferences";
import classes from "./Charts.module.css";
import { formatCount } from "./format";
import { formatInstant, formatTick } from "./time";

export interface Bucket {
  t: string;
  count: number;
  flagged: number;
}

interface BrushHistogramProps {
  buckets: Bucket[];
  /** Called with the start of the first bucket chosen and the end of the last. */
  onBrush: (from: string, to: string) => void;
  height?: number;
}

const WIDTH = 1000;

/**
 * Events over time, flagged ones below. Dragging chooses a stretch; so do the arrow keys (Shift stretches, Enter
 * chooses, Escape lets go).
 */
export function BrushHistogram({ buckets, onBrush, height = 84 }: BrushHistogramProps) {
  const { zone } = usePreferences();
  const frame = useRef<SVGSVGElement>(null);
  const [range, setRange] = useState<{ anchor: number; head: number } | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const dragging = useRef(false);

  const first = buckets[0];
  const second = buckets[1];
  if (!first) return null;
  const stepMs = second ? Date.parse(second.t) - Date.parse(first.t) : 60_000;
  const most = Math.max(1, ...buckets.map((bucket) => bucket.count));
  const barWidth = WIDTH / buckets.length;
  const span = (stepMs * buckets.length) / 1000;

  const bounded = (index: number) => Math.max(0, Math.min(buckets.length - 1, index));
  const indexAt = (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect();
    return box ? bounded(Math.floor(((event.clientX - box.left) / box.width) * buckets.length)) : 0;
  };
  const choose = (anchor: number, head: number) => {
    const from = buckets[Math.min(anchor, head)];
    const to = buckets[Math.max(anchor, head)];
    if (from && to) onBrush(from.t, new Date(Date.parse(to.t) + stepMs).toISOString());
    setRange(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step !== 0) {
      const head = bounded((range?.head ?? (step > 0 ? -1 : buckets.length)) + step);
      setRange({ anchor: event.shiftKey && range ? range.anchor : head, head });
      setOver(head);
    } else if (event.key === "Enter" && range) choose(range.anchor, range.head);
    else if (event.key === "Escape") setRange(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const low = range ? Math.min(range.anchor, range.head) : 0;
  const high = range ? Math.max(range.anchor, range.head) : -1;
  const marked = over === null ? undefined : buckets[over];
  return (
    <div className={classes.histogram}>
      <svg
        ref={frame}
        viewBox={`0 0 ${WIDTH} ${height}`}
        height={height}
        preserveAspectRatio="none"
        role="slider"
        tabIndex={0}
        aria-label="Events over time. Arrow keys move, Shift stretches, Enter narrows the search to the stretch"
        aria-valuemin={0}
        aria-valuemax={buckets.length - 1}
        aria-valuenow={range?.head ?? 0}
        aria-valuetext={marked ? `${formatInstant(marked.t, zone)}: ${marked.count} events, ${marked.flagged} flagged` : undefined}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          dragging.current = true;
          event.currentTarget.setPointerCapture(event.pointerId);
          const index = indexAt(event);
          setRange({ anchor: index, head: index });
        }}
        onPointerMove={(event) => {
          const index = indexAt(event);
          setOver(index);
          if (dragging.current && range) setRange({ ...range, head: index });
        }}
        onPointerUp={() => {
          dragging.current = false;
          if (range) choose(range.anchor, range.head);
        }}
        onPointerLeave={() => !dragging.current && setOver(null)}
      >
        {range && (
          <rect x={low * barWidth} width={(high - low + 1) * barWidth} y={0} height={height} fill="var(--rs-selected)" />
        )}
        {buckets.map((bucket, index) => {
          const full = (bucket.count / most) * (height - 4);
          const flagged = (Math.min(bucket.flagged, bucket.count) / most) * (height - 4);
          const x = index * barWidth + barWidth * 0.08;
          const width = barWidth * 0.84;
          return (
            <g key={bucket.t} opacity={over === index ? 1 : 0.9}>
              <rect x={x} width={width} y={height - full} height={Math.max(0, full - flagged)} fill="var(--rs-chart-clean)" />
              {flagged > 0 && (
                <rect x={x} width={width} y={height - Math.max(1.5, flagged)} height={Math.max(1.5, flagged)} fill="var(--rs-chart-blocked)" />
              )}
            </g>
          );
        })}
        <line x1="0" x2={WIDTH} y1={height} y2={height} stroke="var(--rs-line-strong)" />
      </svg>
      <div className={classes.axis}>
        {[0, 0.25, 0.5, 0.75].map((part) => (
          <span key={part}>{formatTick(buckets[Math.floor(part * (buckets.length - 1))]?.t ?? first.t, zone, span)}</span>
        ))}
        <span>{formatTick(new Date(Date.parse(buckets.at(-1)?.t ?? first.t) + stepMs).toISOString(), zone, span)}</span>
      </div>
      <div className={classes.readout}>
        {marked
          ? `${formatInstant(marked.t, zone)} · ${formatCount(marked.count)} events · ${formatCount(marked.flagged)} flagged`
          : "Drag over a stretch to narrow the search to it."}
      </div>
    </div>
  );
}
