import { lazy, Suspense, useState } from "react";
import type { LinkedSubject } from "@/api/types";
import { TableToggle } from "@/components/ChartFrame";
import { type Column, DataTable } from "@/components/DataTable";
import { formatCount } from "@/components/format";
import { SubjectLink } from "@/components/Links";
import { Panel } from "@/components/Panel";
import { Empty, Loading } from "@/components/States";
import { splitSubject } from "@/components/subjects";
import { Ago } from "@/components/Timestamp";
import { Inert } from "@/components/Inert";

const Graph = lazy(() => import("./Graph").then((module) => ({ default: module.Graph })));

const COLUMNS: Column<LinkedSubject>[] = [
  { id: "type", header: "Type", width: "120px", value: (link) => splitSubject(link.subject).type, cell: (link) => <Inert text={splitSubject(link.subject).type} /> },
  { id: "subject", header: "Subject", cell: (link) => <SubjectLink subject={link.subject} bare /> },
  { id: "via", header: "Through", width: "26%", cell: (link) => (link.via ? <SubjectLink subject={link.via} /> : "same events") },
  { id: "events", header: "Events", width: "84px", align: "right", value: (link) => link.events, cell: (link) => formatCount(link.events) },
  { id: "last", header: "Last", width: "110px", value: (link) => link.last, cell: (link) => <Ago at={link.last} /> },
];

/** Subjects that share events with this one, as a table or drawn. */
export function Linked({ subject, linked }: { subject: string; linked: LinkedSubject[] }) {
  const [asTable, setAsTable] = useState(true);
  return (
    <Panel
      title="Linked subjects"
      flush
      aside={linked.length > 0 && <TableToggle shown={asTable} onToggle={() => setAsTable(!asTable)} />}
    >
      {asTable || linked.length === 0 ? (
        <DataTable
          label="Linked subjects"
          columns={COLUMNS}
          rows={linked}
          rowId={(link) => `${link.subject} ${link.via ?? ""}`}
          height="360px"
          empty={<Empty icon="graph" title="Nothing is linked">No other subject shares an event with this one.</Empty>}
        />
      ) : (
        <Suspense fallback={<Loading />}>
          <Graph subject={subject} linked={linked} />
        </Suspense>
      )}
    </Panel>
  );
}
