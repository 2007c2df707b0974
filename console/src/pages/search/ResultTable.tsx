import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { queries } from "@/api/queries";
import type { EventRow } from "@/api/types";
import { Verdicts } from "@/components/Badge";
import { type Column, DataTable } from "@/components/DataTable";
import { Icon } from "@/components/Icon";
import { Inert } from "@/components/Inert";
import { RuleLink, SubjectLink } from "@/components/Links";
import { Timestamp } from "@/components/Timestamp";
import { byStrength, lookOf } from "@/components/verdicts";
import classes from "./Search.module.css";

/** The account says most about whom an event concerns; then whatever subject comes first. */
export function leadSubject(subjects: string[]): string | undefined {
  return subjects.find((subject) => subject.startsWith("Account/")) ?? subjects[0];
}

function Rules({ row }: { row: EventRow }) {
  const [first, ...rest] = row.rules;
  return (
    <span className={classes.rules}>
      {first !== undefined && <RuleLink name={first} />}
      {rest.length > 0 && <span title={rest.join(", ")}>+{rest.length}</span>}
      {row.shadow_rules.length > 0 && (
        <span className={classes.shadow} title={`In shadow: ${row.shadow_rules.join(", ")}`}>
          <Icon name="shadow" size={12} label="shadow" /> {row.shadow_rules.length}
        </span>
      )}
    </span>
  );
}

function Subjects({ row }: { row: EventRow }) {
  const lead = leadSubject(row.subjects);
  const rest = row.subjects.length - 1;
  if (lead === undefined) return <>—</>;
  return (
    <>
      <SubjectLink subject={lead} />
      {rest > 0 && <span className={classes.count} title={row.subjects.join("\n")}> +{rest}</span>}
    </>
  );
}

const COLUMNS: Column<EventRow>[] = [
  { id: "at", header: "Received", width: "172px", cell: (row) => <Timestamp at={row.at} /> },
  { id: "type", header: "Type", width: "164px", cell: (row) => <Inert text={row.type} limit={40} /> },
  { id: "surface", wide: true, header: "Surface", width: "78px", cell: (row) => <Inert text={row.surface ?? "—"} limit={20} /> },
  { id: "subject", header: "Subject", width: "25%", cell: (row) => <Subjects row={row} /> },
  { id: "verdicts", header: "Verdicts", width: "19%", cell: (row) => <Verdicts verdicts={row.verdicts} /> },
  { id: "rules", header: "Rules", cell: (row) => <Rules row={row} /> },
];

const WITHOUT_SUBJECT = COLUMNS.filter((column) => column.id !== "subject");

interface EventTableProps {
  /** The page that is about one subject leaves that column out. */
  without?: "subject";
  rows: EventRow[];
  height?: string;
  keyboard?: boolean;
  empty: ReactNode;
  label?: string;
  more?: { has: boolean; loading: boolean; load: () => void };
}

/** Events as metadata rows: used by the search, a subject's timeline and a rule's recent hits. */
export function EventTable({ rows, height, keyboard, empty, more, without, label = "Events" }: EventTableProps) {
  const navigate = useNavigate();
  const client = useQueryClient();
  return (
    <DataTable
      label={label}
      columns={without ? WITHOUT_SUBJECT : COLUMNS}
      rows={rows}
      rowId={(row) => row.event_id}
      onOpen={(row) => void navigate({ to: "/events/$id", params: { id: row.event_id } })}
      onIntent={(row) => void client.prefetchQuery(queries.event(row.event_id))}
      tone={(row) => (row.verdicts.length === 0 ? null : lookOf([...row.verdicts].sort(byStrength)[0] ?? "").tone)}
      height={height}
      keyboard={keyboard}
      empty={empty}
      more={more}
    />
  );
}
