import { Button, SegmentedControl } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { Bars } from "@/components/Bars";
import { ChartFrame, Legend } from "@/components/ChartFrame";
import { formatCount, formatRate } from "@/components/format";
import { PartsList } from "@/components/Health";
import { Icon } from "@/components/Icon";
import { Inert } from "@/components/Inert";
import { Keys } from "@/components/Keys";
import { RuleLink } from "@/components/Links";
import { PageHead, Panel } from "@/components/Panel";
import { Empty, Loading, ProblemNote } from "@/components/States";
import { formatDuration, formatInstant } from "@/components/time";
import { useNow } from "@/components/Timestamp";
import { StackedAreas } from "@/components/TrafficChart";
import { VerdictBadge } from "@/components/Badge";
import { useCommand } from "@/keyboard/KeyboardProvider";
import { usePreferences } from "@/theme/preferences";
import { Figures } from "./Figures";
import { Flow } from "./Flow";
import classes from "./Live.module.css";
import { type LiveStream, STALE_MS, useLiveStream } from "./useLiveStream";

const WINDOWS = [
  { value: "300", label: "5 min" },
  { value: "900", label: "15 min" },
  { value: "3600", label: "1 h" },
];

const LAYERS = [
  { key: "blocked", name: "blocked", color: "var(--rs-chart-blocked)" },
  { key: "flagged", name: "flagged", color: "var(--rs-chart-flagged)" },
  { key: "clean", name: "clean", color: "var(--rs-chart-clean)" },
] as const;

function LinkState({ live }: { live: LiveStream }) {
  const now = useNow(1000);
  const silence = now - live.heardAt;
  if (silence > STALE_MS) {
    return (
      <span className={classes.stale} role="status">
        <Icon name="quarantine" size={14} /> Stale: last heard {formatDuration(silence / 1000)} ago, reconnecting
      </span>
    );
  }
  if (live.link === "stream") return <span className={classes.link} data-link="stream">Streaming</span>;
  return <span className={classes.link}>{live.link === "polling" ? "Stream cut: asking every 3 s" : "Connecting…"}</span>;
}

function Traffic({ live }: { live: LiveStream }) {
  const { zone } = usePreferences();
  // The newest step is still filling up; drawn, it would look like a fall.
  const series = (live.summary?.series ?? []).slice(0, -1).map((point) => ({
    t: point.t,
    blocked: point.blocked,
    flagged: Math.max(0, point.flagged - point.blocked),
    clean: Math.max(0, point.events - Math.max(point.flagged, point.blocked)),
  }));
  return (
    <ChartFrame
      title="Traffic by verdict"
      aside={<Legend items={LAYERS.map(({ name, color }) => ({ name, color }))} />}
      table={{
        columns: ["From", "Events", "Flagged", "Blocked"],
        rows: (live.summary?.series ?? []).toReversed().map((point) => [
          formatInstant(point.t, zone), point.events, point.flagged, point.blocked,
        ]),
      }}
    >
      <StackedAreas data={series} layers={[...LAYERS]} label="Events over time, stacked by verdict" />
    </ChartFrame>
  );
}

export function LivePage() {
  const { window: chosen = "900" } = useSearch({ from: "/app/live" });
  const navigate = useNavigate();
  const [paused, setPaused] = useState(false);
  const live = useLiveStream(WINDOWS.some((one) => one.value === chosen) ? Number(chosen) : 900, paused);
  useCommand("live.pause", () => setPaused(!paused));

  const { summary } = live;
  if (!summary) return live.error ? <ProblemNote error={live.error} /> : <Loading rows={10} />;
  const allowed = summary.verdicts.find((one) => one.verdict === "allow")?.count ?? 0;
  return (
    <>
      <PageHead title="Live" detail={<LinkState live={live} />}>
        <SegmentedControl
          data={WINDOWS}
          value={chosen}
          onChange={(value) => void navigate({ to: "/live", search: value === "900" ? {} : { window: value } })}
          aria-label="Window"
        />
        <Button variant="default" leftSection={<Icon name={paused ? "play" : "pause"} size={14} />} onClick={() => setPaused(!paused)}>
          {paused ? "Resume" : "Pause"}&nbsp;<Keys command="live.pause" />
        </Button>
      </PageHead>
      {live.error !== null && <ProblemNote error={live.error} />}
      <Figures summary={summary} />
      <div className={classes.top}>
        <Traffic live={live} />
        <Panel title="Health of each part">
          <PartsList parts={summary.parts} />
        </Panel>
      </div>
      <div className={classes.bottom}>
        <div className={classes.side}>
          <Panel title="Rules firing now" aside={`last ${formatDuration(Number(chosen))}`}>
            {summary.rules.length === 0 ? (
              <Empty icon="rules" title="No rule fired in this window">Widen the window above, or look at the rule set.</Empty>
            ) : (
              <Bars
                label="Rules by hits"
                bars={summary.rules.slice(0, 12).map((rule) => ({
                  id: `${rule.name} ${rule.shadow}`, name: <RuleLink name={rule.name} />, count: rule.count,
                  note: rule.shadow ? <><Icon name="shadow" size={12} /> shadow</> : undefined,
                }))}
              />
            )}
          </Panel>
          <Panel title="Verdicts" aside={`${formatCount(allowed)} allowed`}>
            <Bars
              label="Verdicts"
              bars={summary.verdicts.filter((one) => one.verdict !== "allow").map((one) => ({ id: one.verdict, name: <VerdictBadge verdict={one.verdict} />, count: one.count }))}
            />
          </Panel>
          <Panel title="Surfaces and types">
            <Bars
              label="Surfaces"
              bars={summary.surfaces.map((one) => ({ id: one.surface, name: <Inert text={one.surface} />, count: one.count }))}
            />
            <hr className={classes.rule} />
            <Bars
              label="Types"
              bars={summary.types.slice(0, 8).map((one) => ({ id: one.type, name: <Inert text={one.type} />, count: one.count }))}
            />
          </Panel>
        </div>
        <Flow rows={live.rows} paused={paused} held={live.held} rate={formatRate(summary.events_per_s)} onResume={() => setPaused(false)} />
      </div>
    </>
  );
}
