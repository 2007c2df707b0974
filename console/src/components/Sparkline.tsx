import classes from "./Charts.module.css";

/** The shape of a short series; its figures stand beside it in the row. */
export function Sparkline({ values, label, width = 96, height = 22 }: { values: number[]; label: string; width?: number; height?: number }) {
  const most = Math.max(1, ...values);
  const step = values.length > 1 ? width / (values.length - 1) : width;
  const points = values.map((value, index) => `${(index * step).toFixed(1)},${(height - 2 - (value / most) * (height - 4)).toFixed(1)}`);
  if (values.every((value) => value === 0)) {
    return (
      <svg width={width} height={height} className={classes.spark} role="img" aria-label={`${label}: none`}>
        <line x1="0" x2={width} y1={height - 2} y2={height - 2} stroke="var(--rs-line-strong)" strokeDasharray="2 3" />
      </svg>
    );
  }
  return (
    <svg width={width} height={height} className={classes.spark} role="img" aria-label={`${label}: ${values.join(", ")}`}>
      <polygon points={`0,${height} ${points.join(" ")} ${width},${height}`} fill="var(--rs-chart-line)" opacity="0.14" />
      <polyline points={points.join(" ")} fill="none" stroke="var(--rs-chart-line)" strokeWidth="1.5" strokeLinejoin="round" />
    </svg>
  );
}
