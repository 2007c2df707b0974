import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useMemo } from "react";
import { queries } from "@/api/queries";
import type { SubjectDetail } from "@/api/types";
import { ActionsTable } from "@/components/Actions";
import { VerdictBadge } from "@/components/Badge";
import { Bars } from "@/components/Bars";
import { ChartFrame, Legend } from "@/components/ChartFrame";
import { CopyId } from "@/components/CopyId";
import { formatCount } from "@/components/format";
import { Inert } from "@/components/Inert";
import { RuleLink } from "@/components/Links";
import { Facts, PageHead, Panel } from "@/components/Panel";
import { Empty, Loading, ProblemNote } from "@/components/States";
import { formatInstant } from "@/components/time";
import { Ago, Timestamp } from "@/components/Timestamp";
import { StackedAreas } from "@/components/TrafficChart";
import { EventTable } from "@/pages/search/ResultTable";
import { usePreferences } from "@/theme/preferences";
import { Labels } from "./Labels";
import { Linked } from "./Linked";
import { StandingBanner } from "./StandingBanner";
import classes from "./Subject.module.css";

const LAYERS = [
  { key: "flagged", name: "flagged", color: "var(--rs-chart-flagged)" },
  { key: "clean", name: "clean", color: "var(--rs-chart-clean)" },
] as const;

export function SubjectPage() {
  const { type, id } = useParams({ from: "/app/subjects/$type/$id" });
  const subject = useQuery(queries.subject(type, id));
  if (subject.error) return <ProblemNote error={subject.error} retry={() => void subject.refetch()} />;
  if (!subject.data) return <Loading rows={12} />;
  return <SubjectView key={`${type}/${id}`} type={type} id={id} subject={subject.data} />;
}

function Activity({ subject }: { subject: SubjectDetail }) {
  const { zone } = usePreferences();
  const series = subject.series.map((point) => ({ t: point.t, flagged: point.flagged, clean: Math.max(0, point.events - point.flagged) }));
  return (
    <ChartFrame
      title="Activity"
      aside={<Legend items={LAYERS.map(({ name, color }) => ({ name, color }))} />}
      table={{ columns: ["From", "Events", "Flagged"], rows: subject.series.toReversed().map((point) => [formatInstant(point.t, zone), point.events, point.flagged]) }}
    >
      <StackedAreas data={series} layers={[...LAYERS]} height={170} label="Events of this subject over time" />
    </ChartFrame>
  );
}

function Timeline({ type, id }: { type: string; id: string }) {
  const events = useInfiniteQuery(queries.subjectEvents(type, id));
  const rows = useMemo(() => events.data?.pages.flatMap((page) => page.items) ?? [], [events.data]);
  return (
    <Panel
      title="Timeline"
      flush
      aside={<Link to="/search" search={{ subject: `${type}/${id}`, range: "30d" }}>Search within</Link>}
    >
      {events.error ? <ProblemNote error={events.error} retry={() => void events.refetch()} /> : !events.data ? <Loading /> : (
        <EventTable
          label="Timeline"
          without="subject"
          rows={rows}
          height="520px"
          keyboard
          more={{ has: events.hasNextPage, loading: events.isFetchingNextPage, load: () => void events.fetchNextPage({ cancelRefetch: false }) }}
          empty={<Empty title="No event names this subject">An event names a subject when a rule set makes an Entity of one of its fields.</Empty>}
        />
      )}
    </Panel>
  );
}

function SubjectView({ type, id, subject }: { type: string; id: string; subject: SubjectDetail }) {
  return (
    <>
      <PageHead title={<><span className={classes.type}><Inert text={type} limit={40} /></span> <CopyId text={id} limit={120} /></>} />
      <StandingBanner subject={subject} />
      <div className={classes.grid}>
        <div className={classes.main}>
          <Activity subject={subject} />
          <Panel title="Actions" flush><ActionsTable actions={subject.actions} without="subject" /></Panel>
          <Timeline type={type} id={id} />
          <Linked subject={subject.subject} linked={subject.linked} />
        </div>
        <div className={classes.side}>
          <Panel title="At a glance">
            <Facts
              narrow
              facts={[
                ["First seen", <Timestamp key="f" at={subject.first_seen} />],
                ["Last seen", <Ago key="l" at={subject.last_seen} />],
                ["Events", formatCount(subject.counts.events)],
                ["Flagged", formatCount(subject.counts.flagged)],
                ["Blocked", formatCount(subject.counts.blocked)],
              ]}
            />
          </Panel>
          <Labels type={type} id={id} labels={subject.labels} />
          <Panel title="Rules that fired">
            {subject.rules.length === 0 ? (
              <Empty icon="rules" title="No rule fired on this subject">Its events passed every rule of their time.</Empty>
            ) : (
              <Bars label="Rules that fired" bars={subject.rules.map((rule) => ({ id: rule.name, name: <RuleLink name={rule.name} />, count: rule.count }))} />
            )}
          </Panel>
          {subject.verdicts.length > 0 && (
            <Panel title="Verdicts">
              <Bars label="Verdicts" bars={subject.verdicts.map((one) => ({ id: one.verdict, name: <VerdictBadge verdict={one.verdict} />, count: one.count }))} />
            </Panel>
          )}
        </div>
      </div>
    </>
  );
}
