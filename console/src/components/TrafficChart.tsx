import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { usePreferences } from "@/theme/preferences";
import classes from "./Charts.module.css";
import { formatCount } from "./format";
import { formatInstant, formatTick } from "./time";

export interface Layer<Key extends string> {
  key: Key;
  name: string;
  color: string;
}

interface StackedAreasProps<Key extends string> {
  data: ({ t: string } & Record<Key, number>)[];
  /** Bottom first. */
  layers: Layer<Key>[];
  height?: number;
  label: string;
}

interface HoverProps {
  active?: boolean;
  label?: string | number;
  payload?: readonly { name?: string | number; value?: unknown; color?: string }[];
}

function Hover({ active, label, payload }: HoverProps) {
  const { zone } = usePreferences();
  if (!active || !payload?.length) return null;
  return (
    <div className={classes.hover}>
      <strong>{formatInstant(String(label), zone)}</strong>
      {[...payload].reverse().map((line) => (
        <span key={line.name} className={classes.hoverLine}>
          <span className={classes.hoverSwatch} style={{ background: line.color }} />
          {line.name}
          <b>{formatCount(Number(line.value ?? 0))}</b>
        </span>
      ))}
    </div>
  );
}

/** Counts over time, stacked. */
export function StackedAreas<Key extends string>({ data, layers, height = 220, label }: StackedAreasProps<Key>) {
  const { zone } = usePreferences();
  const first = data[0]?.t;
  const last = data.at(-1)?.t;
  const span = first && last ? (Date.parse(last) - Date.parse(first)) / 1000 : 0;
  return (
    <div role="img" aria-label={label} style={{ height }}>
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 600, height }}>
        <AreaChart data={data} margin={{ top: 6, right: 4, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--rs-line)" />
          <XAxis
            dataKey="t"
            tickFormatter={(t: string) => formatTick(t, zone, span)}
            tick={{ fill: "var(--rs-text-3)", fontSize: 11 }}
            tickLine={false}
            axisLine={{ stroke: "var(--rs-line-strong)" }}
            minTickGap={44}
          />
          <YAxis
            width={44}
            tick={{ fill: "var(--rs-text-3)", fontSize: 11 }}
            tickLine={false}
            axisLine={false}
            tickFormatter={(value: number) => formatCount(value)}
            allowDecimals={false}
          />
          <Tooltip content={<Hover />} cursor={{ stroke: "var(--rs-line-strong)" }} isAnimationActive={false} />
          {layers.map((layer) => (
            <Area
              key={layer.key}
              dataKey={layer.key as string}
              name={layer.name}
              stackId="all"
              type="monotone"
              stroke={layer.color}
              strokeWidth={1.5}
              fill={layer.color}
              fillOpacity={0.32}
              isAnimationActive={false}
            />
          ))}
        </AreaChart>
      </ResponsiveContainer>
    </div>
  );
}
