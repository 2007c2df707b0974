import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { queries } from "@/api/queries";
import type { LiveSummary } from "@/api/types";
import { useSession } from "@/app/session";
import { Bars } from "@/components/Bars";
import { ChartFrame } from "@/components/ChartFrame";
import { formatRate } from "@/components/format";
import { PartsList } from "@/components/Health";
import { Icon } from "@/components/Icon";
import { Inert } from "@/components/Inert";
import { RuleLink } from "@/components/Links";
import { PageHead, Panel } from "@/components/Panel";
import { Empty, Loading, ProblemNote } from "@/components/States";
import { formatInstant } from "@/components/time";
import { StackedAreas } from "@/components/TrafficChart";
import { usePreferences } from "@/theme/preferences";
import { attention } from "./attention";
import { FirstSteps } from "./FirstSteps";
import classes from "./Home.module.css";

function Attention({ live }: { live: LiveSummary | undefined }) {
  const rules = useQuery({ ...queries.rules(), refetchInterval: 30_000 });
  const quarantine = useInfiniteQuery({ ...queries.quarantine(), refetchInterval: 30_000 });
  if (!live && !rules.data) return <Loading rows={3} />;
  const items = attention({
    live,
    rules: rules.data,
    quarantined: quarantine.data?.pages[0]?.events ?? [],
    moreQuarantined: quarantine.hasNextPage,
    now: Date.now(),
  });
  if (items.length === 0) {
    return <Empty icon="check" title="Nothing waits for you">Every part is well, every message was delivered, and the newest rule set is the one that judges.</Empty>;
  }
  return (
    <ul className={classes.items}>
      {items.map((item) => (
        <li key={item.id}>
          <Link to={item.to} search={item.search} className={classes.item} data-tone={item.tone}>
            <Icon name={item.icon} size={18} />
            <span className={classes.itemWords}>
              <strong><Inert text={item.title} /></strong>
              <span><Inert text={item.detail} limit={200} /></span>
            </span>
            <span className={classes.itemNext}>{item.next} <Icon name="right" size={13} /></span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Hour({ live }: { live: LiveSummary }) {
  const { zone } = usePreferences();
  const series = live.series.slice(0, -1).map((point) => ({ t: point.t, flagged: point.flagged, clean: Math.max(0, point.events - point.flagged) }));
  return (
    <ChartFrame
      title="The last hour"
      aside={<>{formatRate(live.events_per_s)} events a second · <Link to="/live">Watch live</Link></>}
      table={{ columns: ["From", "Events", "Flagged"], rows: live.series.toReversed().map((point) => [formatInstant(point.t, zone), point.events, point.flagged]) }}
    >
      <StackedAreas
        data={series} height={170} label="Events of the last hour"
        layers={[{ key: "flagged", name: "flagged", color: "var(--rs-chart-flagged)" }, { key: "clean", name: "clean", color: "var(--rs-chart-clean)" }]}
      />
    </ChartFrame>
  );
}

export function HomePage() {
  const session = useSession();
  const live = useQuery({ ...queries.live(3600), refetchInterval: 15_000 });
  const name = session?.person?.name.split(" ")[0];
  return (
    <>
      <PageHead title={name ? <>Good to see you, <Inert text={name} limit={30} /></> : "My work"} detail="What needs a person now, and what the rules did." />
      {live.error && <ProblemNote error={live.error} retry={() => void live.refetch()} />}
      <div className={classes.grid}>
        <div className={classes.main}>
          <Panel title="Needs attention" flush><Attention live={live.data} /></Panel>
          {live.data && <Hour live={live.data} />}
          <FirstSteps />
        </div>
        <div className={classes.side}>
          {live.data && (
            <>
              <Panel title="Top rules of the hour">
                {live.data.rules.length === 0 ? (
                  <Empty icon="rules" title="No rule fired this hour" />
                ) : (
                  <Bars
                    label="Top rules"
                    bars={live.data.rules.slice(0, 8).map((rule) => ({
                      id: `${rule.name} ${rule.shadow}`, name: <RuleLink name={rule.name} />, count: rule.count,
                      note: rule.shadow ? <><Icon name="shadow" size={12} /> shadow</> : undefined,
                    }))}
                  />
                )}
              </Panel>
              <Panel title="Health"><PartsList parts={live.data.parts} /></Panel>
            </>
          )}
        </div>
      </div>
    </>
  );
}
