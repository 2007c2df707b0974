import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { queries } from "@/api/queries";
import type { QuarantineItem } from "@/api/types";
import { type Column, DataTable } from "@/components/DataTable";
import { formatBytes } from "@/components/format";
import { Inert } from "@/components/Inert";
import { PageHead, Panel } from "@/components/Panel";
import { Empty, Loading, ProblemNote } from "@/components/States";
import { Ago } from "@/components/Timestamp";
import { Inspect } from "./Inspect";

const COLUMNS: Column<QuarantineItem>[] = [
  { id: "at", header: "Received", width: "104px", cell: (item) => <Ago at={item.received_at} /> },
  { id: "code", header: "Refused for", width: "180px", cell: (item) => <Inert text={item.code} mono limit={40} /> },
  { id: "detail", header: "What was wrong", cell: (item) => <Inert text={item.detail} limit={200} /> },
  { id: "where", header: "Where", width: "150px", cell: (item) => <Inert text={item.where ?? "—"} mono limit={40} /> },
  { id: "source", header: "Sender", width: "18%", cell: (item) => <Inert text={item.source ?? "unknown"} mono limit={60} /> },
  { id: "bytes", header: "Size", width: "84px", align: "right", cell: (item) => formatBytes(item.bytes) },
];

export function QuarantinePage() {
  const { item } = useSearch({ from: "/app/quarantine" });
  const navigate = useNavigate();
  const found = useInfiniteQuery({ ...queries.quarantine(), refetchInterval: 15_000 });
  const rows = useMemo(() => found.data?.pages.flatMap((page) => page.items) ?? [], [found.data]);
  return (
    <>
      <PageHead title="Quarantine" detail="Events that could not be accepted, each with its place and reason. Nothing here was judged." />
      {found.error && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      {!found.data && !found.error && <Loading rows={10} />}
      {found.data && (
        <Panel label="Refused events" flush>
          <DataTable
            label="Refused events"
            columns={COLUMNS}
            rows={rows}
            rowId={(one) => one.id}
            onOpen={(one) => void navigate({ to: "/quarantine", search: { item: one.id } })}
            keyboard
            height="calc(100vh - 170px)"
            more={{ has: found.hasNextPage, loading: found.isFetchingNextPage, load: () => void found.fetchNextPage({ cancelRefetch: false }) }}
            empty={<Empty icon="check" title="Nothing was refused">Every event so far could be read. One that can't is kept here, and its sender is told why.</Empty>}
          />
        </Panel>
      )}
      <Inspect id={item ?? null} onClose={() => void navigate({ to: "/quarantine", search: {} })} />
    </>
  );
}
