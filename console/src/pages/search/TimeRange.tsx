import { Button, Popover, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { Icon } from "@/components/Icon";
import { formatDuration, formatInstant, fromFieldValue, toFieldValue, zoneName } from "@/components/time";
import { setPreferences, usePreferences } from "@/theme/preferences";
import classes from "./Search.module.css";
import { DEFAULT_RANGE, RANGES, type SearchState, type Span } from "./searchState";

interface TimeRangeProps {
  state: SearchState;
  span: Span;
  onChange: (change: Pick<SearchState, "range" | "from" | "to">) => void;
}

function label(state: SearchState, zone: "utc" | "local"): string {
  if (state.from && state.to) {
    const length = (Date.parse(state.to) - Date.parse(state.from)) / 1000;
    return `${formatInstant(state.from, zone)} → ${formatInstant(state.to, zone)} (${formatDuration(length)})`;
  }
  return RANGES.find((one) => one.value === (state.range ?? DEFAULT_RANGE))?.label ?? "Last 24 hours";
}

function Absolute({ span, onApply }: { span: Span; onApply: (span: Span) => void }) {
  const { zone } = usePreferences();
  const [from, setFrom] = useState(toFieldValue(span.from, zone));
  const [to, setTo] = useState(toFieldValue(span.to, zone));
  const start = fromFieldValue(from, zone);
  const end = fromFieldValue(to, zone);
  const wrong = start && end && start >= end ? "The start is not before the end." : null;
  return (
    <form
      className={classes.absolute}
      onSubmit={(event) => {
        event.preventDefault();
        if (start && end && !wrong) onApply({ from: start, to: end });
      }}
    >
      <label>
        From
        <input type="datetime-local" step={1} value={from} onChange={(event) => setFrom(event.target.value)} />
      </label>
      <label>
        To
        <input type="datetime-local" step={1} value={to} onChange={(event) => setTo(event.target.value)} />
      </label>
      {wrong && <span className={classes.wrong} role="alert">{wrong}</span>}
      <Button type="submit" disabled={!start || !end || wrong !== null}>Search this stretch</Button>
    </form>
  );
}

export function TimeRange({ state, span, onChange }: TimeRangeProps) {
  const [open, setOpen] = useState(false);
  const { zone } = usePreferences();
  const apply = (change: Pick<SearchState, "range" | "from" | "to">) => {
    setOpen(false);
    onChange(change);
  };
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <Button variant="default" size="sm" leftSection={<Icon name="clock" size={15} />} onClick={() => setOpen(!open)}>
          {label(state, zone)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={classes.range}>
          <div className={classes.presets}>
            {RANGES.map((one) => (
              <Button
                key={one.value}
                variant={!state.from && (state.range ?? DEFAULT_RANGE) === one.value ? "light" : "subtle"}
                justify="flex-start"
                onClick={() => apply({ range: one.value, from: undefined, to: undefined })}
              >
                {one.label}
              </Button>
            ))}
          </div>
          <div>
            <SegmentedControl
              fullWidth
              data={[{ value: "utc", label: "UTC" }, { value: "local", label: zoneName("local") }]}
              value={zone}
              onChange={(value) => setPreferences({ zone: value === "local" ? "local" : "utc" })}
              aria-label="Time zone"
            />
            <Absolute key={`${zone}${span.from}${span.to}`} span={span} onApply={(next) => apply({ ...next, range: undefined })} />
          </div>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
