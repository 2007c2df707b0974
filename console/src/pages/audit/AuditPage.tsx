import { Button, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { queries } from "@/api/queries";
import type { AuditEntry } from "@/api/types";
import { type Column, DataTable } from "@/components/DataTable";
import { Inert } from "@/components/Inert";
import { EventLink, SubjectLink } from "@/components/Links";
import { PageHead, Panel } from "@/components/Panel";
import { Empty, Loading, ProblemNote } from "@/components/States";
import { Timestamp } from "@/components/Timestamp";

function AuditObject({ object }: { object: string }) {
  if (object.startsWith("evt_")) return <EventLink id={object} />;
  if (/^[A-Z][A-Za-z]*\//.test(object)) return <SubjectLink subject={object} />;
  return <Inert text={object} mono limit={60} />;
}

function detailText(detail: AuditEntry["detail"]): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
}

const COLUMNS: Column<AuditEntry>[] = [
  { id: "position", wide: true, header: "No.", width: "72px", align: "right", cell: (entry) => entry.position },
  { id: "at", header: "When", width: "172px", cell: (entry) => <Timestamp at={entry.at} /> },
  { id: "actor", header: "Who", width: "20%", cell: (entry) => <span title={`${entry.actor.kind} ${entry.actor.id}`}><Inert text={entry.actor.label || entry.actor.id} limit={60} /></span> },
  { id: "verb", header: "Did", width: "150px", cell: (entry) => <Inert text={entry.verb} mono limit={40} /> },
  { id: "object", header: "To", width: "18%", cell: (entry) => <AuditObject object={entry.object} /> },
  { id: "why", header: "Purpose and detail", cell: (entry) => <Inert text={[entry.purpose, detailText(entry.detail)].filter(Boolean).join(" · ")} limit={200} /> },
  { id: "digest", wide: true, header: "Chain", width: "96px", cell: (entry) => <span title={entry.digest}><Inert text={entry.digest.slice(0, 8)} mono /></span> },
];

export function AuditPage() {
  const filter = useSearch({ from: "/app/audit" });
  const navigate = useNavigate();
  const [actor, setActor] = useState(filter.actor ?? "");
  const [verb, setVerb] = useState(filter.verb ?? "");
  const found = useInfiniteQuery(queries.audit({ actor: filter.actor, verb: filter.verb }));
  const rows = useMemo(() => found.data?.pages.flatMap((page) => page.entries) ?? [], [found.data]);
  return (
    <>
      <PageHead title="Audit trail" detail="Who did or looked at what, and why. Each entry's digest covers the one before, so none can be taken out unseen.">
        <form
          style={{ display: "flex", gap: 8 }}
          onSubmit={(event) => {
            event.preventDefault();
            void navigate({ to: "/audit", search: { actor: actor.trim() || undefined, verb: verb.trim() || undefined } });
          }}
        >
          <TextInput placeholder="Person's or key's id" aria-label="Filter by who" value={actor} onChange={(event) => setActor(event.currentTarget.value)} />
          <TextInput placeholder="event.reveal" aria-label="Filter by what was done" value={verb} onChange={(event) => setVerb(event.currentTarget.value)} />
          <Button type="submit" variant="default">Filter</Button>
        </form>
      </PageHead>
      {found.error && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      {!found.data && !found.error && <Loading rows={12} />}
      {found.data && (
        <Panel label="Entries" flush>
          <DataTable
            label="Audit trail"
            columns={COLUMNS}
            rows={rows}
            rowId={(entry) => String(entry.position)}
            keyboard
            height="calc(100vh - 170px)"
            more={{ has: found.hasNextPage, loading: found.isFetchingNextPage, load: () => void found.fetchNextPage({ cancelRefetch: false }) }}
            empty={<Empty icon="audit" title="No entry fits">Take a filter away to see the whole trail.</Empty>}
          />
        </Panel>
      )}
    </>
  );
}
