import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { queries } from "@/api/queries";
import type { RuleDetail } from "@/api/types";
import { ChartFrame, Legend } from "@/components/ChartFrame";
import { formatCount } from "@/components/format";
import { Icon } from "@/components/Icon";
import { Inert } from "@/components/Inert";
import { Facts, PageHead, Panel } from "@/components/Panel";
import { SmlSource } from "@/components/SmlSource";
import { Empty, Loading, ProblemNote } from "@/components/States";
import { formatInstant } from "@/components/time";
import { Timestamp } from "@/components/Timestamp";
import { StackedAreas } from "@/components/TrafficChart";
import { EventTable } from "@/pages/search/ResultTable";
import { usePreferences } from "@/theme/preferences";
import classes from "./Rules.module.css";
import { ModeBadge } from "./RulesPage";

const LAYERS = [
  { key: "hits", name: "live", color: "var(--rs-chart-blocked)" },
  { key: "shadow", name: "shadow", color: "var(--rs-chart-clean)" },
] as const;

export function RulePage() {
  const { name } = useParams({ from: "/app/rules/$name" });
  const rule = useQuery(queries.rule(name));
  if (rule.error) return <ProblemNote error={rule.error} retry={() => void rule.refetch()} />;
  if (!rule.data) return <Loading rows={12} />;
  return <RuleView rule={rule.data} />;
}

function Hits({ rule }: { rule: RuleDetail }) {
  const { zone } = usePreferences();
  return (
    <ChartFrame
      title="Hits over time"
      aside={<Legend items={LAYERS.map(({ name, color }) => ({ name, color }))} />}
      table={{ columns: ["From", "Live", "Shadow"], rows: rule.series.toReversed().map((point) => [formatInstant(point.t, zone), point.hits, point.shadow]) }}
    >
      <StackedAreas data={rule.series} layers={[...LAYERS]} height={180} label={`Hits of ${rule.name} over time`} />
    </ChartFrame>
  );
}

function RuleView({ rule }: { rule: RuleDetail }) {
  return (
    <>
      <PageHead title={<Inert text={rule.name} />} detail={<Inert text={rule.description} limit={400} />}>
        <Link to="/search" search={{ q: `${rule.mode === "shadow" ? "shadow" : "rule"}:${rule.name}`, range: "7d" }}>
          <Icon name="search" size={13} /> All its events
        </Link>
      </PageHead>
      <div className={classes.grid}>
        <div className={classes.main}>
          <Hits rule={rule} />
          <Panel title={rule.path} aside={`line ${rule.line}`} flush>
            <SmlSource source={rule.source} from={rule.line} to={rule.end_line} label={`Source of ${rule.path}`} />
          </Panel>
          <Panel title="Recent events" flush>
            <EventTable
              label="Recent events"
              rows={rule.recent}
              keyboard
              height="420px"
              empty={
                <Empty icon="rules" title="It has not fired lately">
                  {rule.mode === "shadow" ? "In shadow it would be recorded here without acting." : "Check its conditions against an event you expected it on."}
                </Empty>
              }
            />
          </Panel>
        </div>
        <div className={classes.side}>
          <Panel title="State">
            <Facts
              narrow
              facts={[
                ["Mode", <ModeBadge key="m" mode={rule.mode} />],
                ["Live hits, 24 h", formatCount(rule.hits_24h)],
                ["Shadow hits, 24 h", formatCount(rule.shadow_hits_24h)],
                ["Policy", <Inert key="p" text={rule.policy ?? "none given"} />],
                ["Severity", <Inert key="s" text={rule.severity ?? "none given"} />],
                ["Owner", <Inert key="o" text={rule.owner ?? "nobody"} />],
                ["Expires", rule.expires ? <Timestamp key="e" at={rule.expires} /> : "never"],
                ["Rule set", <Inert key="r" text={rule.rule_set} mono limit={16} />],
              ]}
            />
          </Panel>
          <Panel title="Features it reads">
            {rule.features.length === 0 && <Empty icon="rules" title="It reads no feature" />}
            <ul className={classes.features}>
              {rule.features.map((feature) => (
                <li key={feature.name}>
                  <code><Inert text={feature.name} /></code>
                  <span>{feature.kind === "rule" ? "rule" : feature.type}{feature.content && <> · <Icon name="lock" size={11} /> content</>}</span>
                </li>
              ))}
            </ul>
          </Panel>
        </div>
      </div>
    </>
  );
}
