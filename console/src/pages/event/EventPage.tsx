import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { queries } from "@/api/queries";
import type { Decision, EventDetail, Json } from "@/api/types";
import { ActionsTable } from "@/components/Actions";
import { Verdicts } from "@/components/Badge";
import { CopyId } from "@/components/CopyId";
import { formatDuration } from "@/components/time";
import { Icon } from "@/components/Icon";
import { Inert } from "@/components/Inert";
import { SubjectLink } from "@/components/Links";
import { Facts, PageHead, Panel } from "@/components/Panel";
import { Loading, ProblemNote } from "@/components/States";
import { Ago, Timestamp } from "@/components/Timestamp";
import { ValueText } from "@/components/ValueText";
import { useCommand } from "@/keyboard/KeyboardProvider";
import { leadSubject } from "@/pages/search/ResultTable";
import { splitSubject } from "@/components/subjects";
import { Content } from "./Content";
import classes from "./Event.module.css";
import { Features } from "./Features";
import { Why } from "./Why";

export function EventPage() {
  const { id } = useParams({ from: "/app/events/$id" });
  return <EventOf id={id} />;
}

/** A decision is the answer to one event and shares its identity, so it is shown on the event's page. */
export function DecisionPage() {
  const { id } = useParams({ from: "/app/decisions/$id" });
  return <EventOf id={id.replace(/^dec_/, "evt_")} />;
}

function EventOf({ id }: { id: string }) {
  const event = useQuery(queries.event(id));
  if (event.error) return <ProblemNote error={event.error} retry={() => void event.refetch()} />;
  if (!event.data) return <Loading rows={12} />;
  return <EventView key={id} event={event.data} />;
}

function Metadata({ event }: { event: EventDetail }) {
  return (
    <Panel title="What happened">
      <Facts
        facts={[
          ["Event", <CopyId key="id" text={event.event_id} />],
          ["Decision", <CopyId key="dec" text={event.decision_id} />],
          ["Received", <><Timestamp key="at" at={event.at} precision="ms" /> (<Ago at={event.at} />)</>],
          ["Happened, by the sender's clock", <Timestamp key="occ" at={event.occurred_at} precision="ms" />],
          ["Sender and its id", <><Inert text={event.source} mono limit={80} /> · <Inert text={event.id} mono limit={80} /></>],
          ["Surface", <Inert key="s" text={event.surface || "—"} />],
          ["Sequence", event.seq.toLocaleString("en")],
          ["Rule set", <Inert key="rs" text={event.rule_set || "none was active"} mono limit={20} />],
        ]}
      />
      <div className={classes.subjects}>
        {event.subjects.map((subject) => (
          <span key={subject} className={classes.subject}><SubjectLink subject={subject} /></span>
        ))}
      </div>
    </Panel>
  );
}

function Windows({ decision }: { decision: Decision | undefined }) {
  if (!decision || decision.windows.length === 0) return null;
  return (
    <Panel title="Windows at that moment">
      <Facts
        facts={decision.windows.map((window) => [
          <>
            <Inert text={window.name} limit={60} />
            {window.kind && <> · {window.kind}</>}
            {window.within_s !== null && <> within {formatDuration(window.within_s)}</>}
          </>,
          window.hidden ? <><Icon name="lock" size={12} /> content</> : <ValueText value={window.value as Json} />,
        ])}
      />
    </Panel>
  );
}

function Labels({ event }: { event: EventDetail }) {
  if (event.labels.length === 0) return null;
  return (
    <Panel title="Labels changed">
      <ul className={classes.plainList}>
        {event.labels.map((label) => (
          <li key={`${label.subject} ${label.label} ${label.status}`}>
            <SubjectLink subject={label.subject} /> <Inert text={label.status.toLowerCase().replaceAll("_", " ")} /> <b><Inert text={label.label} /></b>
            {label.expires_at && <> until <Timestamp at={label.expires_at} /></>} <Inert text={label.reasons.join(", ")} limit={160} />{label.suppressed && " (recorded, not applied)"}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function EventView({ event }: { event: EventDetail }) {
  const decision = useQuery(queries.decision(event.event_id));
  const navigate = useNavigate();
  const lead = leadSubject(event.subjects);
  useCommand("event.subject", () => lead && void navigate({ to: "/subjects/$type/$id", params: splitSubject(lead) }), lead !== undefined);
  return (
    <>
      <PageHead
        title={<Inert text={event.type} limit={120} />}
        detail={<Verdicts verdicts={[...new Set([event.verdict, ...event.verdicts])]} />}
      >
        {lead && (
          <Link to="/search" search={{ subject: lead, range: "7d" }}>
            Everything about <Inert text={splitSubject(lead).id} mono limit={32} />
          </Link>
        )}
      </PageHead>
      <div className={classes.grid}>
        <div className={classes.main}>
          <Metadata event={event} />
          <Why event={event} decision={decision.data} error={decision.error} />
          {event.errors.length > 0 && (
            <Panel title={`${event.errors.length} ${event.errors.length === 1 ? "error" : "errors"} while judging`}>
              <ul className={classes.plainList}>
                {event.errors.map((error, index) => (
                  <li key={index}>
                    <Inert text={error.feature} mono /> <Inert text={error.message} limit={400} />
                  </li>
                ))}
              </ul>
            </Panel>
          )}
          <Panel title="Actions" flush><ActionsTable actions={event.actions} /></Panel>
          <Labels event={event} />
          <Windows decision={decision.data} />
        </div>
        <div className={classes.side}>
          <Content event={event} />
          <Features features={event.features} />
        </div>
      </div>
    </>
  );
}
