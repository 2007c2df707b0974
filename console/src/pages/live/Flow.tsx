import { UnstyledButton } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { JudgedRow } from "@/api/types";
import { Verdicts } from "@/components/Badge";
import { type Column, DataTable } from "@/components/DataTable";
import { Inert } from "@/components/Inert";
import { SubjectLink } from "@/components/Links";
import { Panel } from "@/components/Panel";
import { Empty } from "@/components/States";
import { formatInstant } from "@/components/time";
import { byStrength, lookOf } from "@/components/verdicts";
import { usePreferences } from "@/theme/preferences";
import classes from "./Live.module.css";

function ClockTime({ at }: { at: string }) {
  const { zone } = usePreferences();
  return <time dateTime={at} title={formatInstant(at, zone, "ms")}>{formatInstant(at, zone, "ms").slice(11)}</time>;
}

const COLUMNS: Column<JudgedRow>[] = [
  { id: "at", header: "Received", width: "122px", cell: (row) => <ClockTime at={row.at} /> },
  { id: "type", header: "Type", width: "160px", cell: (row) => <Inert text={row.type} limit={40} /> },
  { id: "surface", wide: true, header: "Surface", width: "72px", cell: (row) => <Inert text={row.surface ?? "—"} limit={20} /> },
  { id: "account", header: "Account", width: "170px", cell: (row) => (row.account ? <SubjectLink subject={`Account/${row.account}`} bare /> : "—") },
  { id: "verdicts", header: "Verdicts", width: "180px", cell: (row) => <Verdicts verdicts={row.verdicts.length > 0 || row.verdict === "allow" ? row.verdicts : [row.verdict]} /> },
  { id: "rules", header: "Rules", cell: (row) => <Inert text={row.rules.join(", ")} limit={160} /> },
];

interface FlowProps {
  rows: JudgedRow[];
  paused: boolean;
  held: number;
  rate: string;
  onResume: () => void;
}

/** Judged events as they come: a sample, newest first, metadata only. */
export function Flow({ rows, paused, held, rate, onResume }: FlowProps) {
  const navigate = useNavigate();
  return (
    <Panel
      title="Judged events"
      flush
      aside={
        paused ? (
          <UnstyledButton className={classes.held} onClick={onResume}>Paused · {held} waiting</UnstyledButton>
        ) : (
          `a sample of ${rate} a second, newest first`
        )
      }
    >
      <DataTable
        label="Judged events"
        columns={COLUMNS}
        rows={rows}
        rowId={(row) => row.event_id}
        onOpen={(row) => void navigate({ to: "/events/$id", params: { id: row.event_id } })}
        tone={(row) => (row.verdicts.length === 0 ? null : lookOf([...row.verdicts].sort(byStrength)[0] ?? "").tone)}
        height="640px"
        keyboard
        empty={
          <Empty icon="live" title="Nothing has been judged since this page opened">
            Events appear here within a second of their arrival. Send one with POST /v1/events, or run{" "}
            <code>redshank simulate live</code>.
          </Empty>
        }
      />
    </Panel>
  );
}
