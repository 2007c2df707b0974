import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { queries } from "@/api/queries";
import type { QuarantineItem } from "@/api/types";
import { type Column, DataTable } from "@/components/DataTable";
import { formatBytes, formatCount } from "@/components/format";
import { Inert } from "@/components/Inert";
import { PageHead, Panel } from "@/components/Panel";
import { Empty, Loading, ProblemNote } from "@/components/States";
import { Ago } from "@/components/Timestamp";
import { Inspect } from "./Inspect";

/** A member of the problem that the sender got, where it is text. */
export function told(problem: QuarantineItem["problem"], member: string): string | null {
  const value = problem[member];
  return typeof value === "string" && value !== "" ? value : null;
}

const COLUMNS: Column<QuarantineItem>[] = [
  { id: "at", header: "Last", width: "104px", cell: (item) => <Ago at={item.last_at} /> },
  { id: "times", wide: true, header: "Times", width: "70px", align: "right", value: (item) => item.times, cell: (item) => formatCount(item.times) },
  { id: "code", header: "Refused for", width: "180px", value: (item) => item.code, cell: (item) => <Inert text={item.code} mono limit={40} /> },
  { id: "detail", header: "What was wrong", cell: (item) => <Inert text={told(item.problem, "detail") ?? told(item.problem, "title")} limit={200} /> },
  { id: "where", header: "Where", width: "150px", cell: (item) => <Inert text={told(item.problem, "where") ?? "—"} mono limit={40} /> },
  { id: "sender", wide: true, header: "Sent by", width: "18%", value: (item) => item.sender, cell: (item) => <Inert text={item.sender} mono limit={60} /> },
  { id: "size", header: "Size", width: "84px", align: "right", value: (item) => item.size, cell: (item) => formatBytes(item.size) },
];

export function QuarantinePage() {
  const { item } = useSearch({ from: "/app/quarantine" });
  const navigate = useNavigate();
  const found = useInfiniteQuery({ ...queries.quarantine(), refetchInterval: 15_000 });
  const rows = useMemo(() => found.data?.pages.flatMap((page) => page.events) ?? [], [found.data]);
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
            empty={<Empty icon="check" title="Nothing is held">Every event so far could be read. One that can't is kept here, and its sender is told why.</Empty>}
          />
        </Panel>
      )}
      <Inspect id={item ?? null} onClose={() => void navigate({ to: "/quarantine", search: {} })} />
    </>
  );
}
