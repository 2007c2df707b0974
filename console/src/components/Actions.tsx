import { Button } from "@mantine/core";
import { Fragment, useState } from "react";
import { api } from "@/api/client";
import type { ActionRecord } from "@/api/types";
import { useMay } from "@/app/session";
import { useUndo } from "@/undo/UndoProvider";
import { Badge, VerdictBadge } from "./Badge";
import { type Column, DataTable } from "./DataTable";
import { Inert } from "./Inert";
import { EventLink, RuleLink, SubjectLink } from "./Links";
import { ReasonForm } from "./ReasonForm";
import { Empty } from "./States";
import { Ago, Timestamp } from "./Timestamp";

/** Reverting waits ten seconds before it is sent; what the server then says replaces what the page showed. */
export function useRevert() {
  const undo = useUndo();
  return (action: { id: string; type: string; subject: string | null }, reason: string) =>
    undo.schedule({
      title: `Revert: ${action.type} of ${action.subject ?? "one event"}`,
      send: () => api.POST("/v1/actions/{action_id}/revert", { params: { path: { action_id: action.id } }, body: { reason } }),
      refresh: [["subject"], ["event"]],
    });
}

/** Only what was done and is not over can be taken back. */
function isRevertible(action: ActionRecord): boolean {
  return action.state === "done" && (action.until === null || Date.parse(action.until) > Date.now());
}

function RevertButton({ action }: { action: ActionRecord }) {
  const [asking, setAsking] = useState(false);
  const revert = useRevert();
  const may = useMay("actions:write");
  if (!may || !isRevertible(action)) return null;
  return (
    <>
      <Button variant="default" size="compact-xs" onClick={() => setAsking(true)}>Revert</Button>
      <ReasonForm
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Revert ${action.type}`}
        submit="Revert in 10 seconds"
        onSubmit={(reason) => revert(action, reason)}
      >
        <p>The platform is told by webhook, and the standing follows.</p>
      </ReasonForm>
    </>
  );
}

function Params({ params }: { params: ActionRecord["params"] }) {
  const words = Object.entries(params).map(([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`);
  return <Inert text={words.join(", ")} limit={120} />;
}

const STATE_TONE = { done: "allow", reverted: "neutral", failed: "block" } as const;

const COLUMNS: Column<ActionRecord>[] = [
  { id: "type", header: "Action", width: "120px", cell: (action) => <VerdictBadge verdict={action.type} /> },
  { id: "subject", header: "Subject", width: "22%", cell: (action) => (action.subject ? <SubjectLink subject={action.subject} /> : "this event alone") },
  {
    id: "state", header: "State", width: "96px",
    cell: (action) => <Badge tone={STATE_TONE[action.state as keyof typeof STATE_TONE] ?? "review"}>{action.state}</Badge>,
  },
  { id: "at", header: "Since", width: "96px", cell: (action) => <Ago at={action.created_at} /> },
  { id: "until", header: "Until", width: "168px", cell: (action) => (action.until ? <Timestamp at={action.until} /> : "no end") },
  {
    id: "why", header: "Why",
    cell: (action) => (
      <>
        {action.rules.map((rule) => <Fragment key={rule}><RuleLink name={rule} /> </Fragment>)}
        <Params params={action.params} /> <EventLink id={action.decision_id.replace(/^dec_/, "evt_")}>decision</EventLink>
        {action.revert_reason && <> · reverted: <Inert text={action.revert_reason} limit={160} /></>}
      </>
    ),
  },
  { id: "revert", header: "", width: "84px", align: "right", cell: (action) => <RevertButton action={action} /> },
];

const WITHOUT_SUBJECT = COLUMNS.filter((column) => column.id !== "subject");

/** The page that is about one subject leaves that column out. */
export function ActionsTable({ actions, without }: { actions: ActionRecord[]; without?: "subject" }) {
  return (
    <DataTable
      label="Actions"
      columns={without ? WITHOUT_SUBJECT : COLUMNS}
      rows={actions}
      rowId={(action) => action.id}
      empty={<Empty icon="check" title="No action followed">Rules act with effects such as Block, Throttle, Suspend or Notify.</Empty>}
    />
  );
}
