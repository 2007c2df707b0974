import { UnstyledButton } from "@mantine/core";
import type { SearchResult } from "@/api/types";
import { type Column, DataTable } from "@/components/DataTable";
import { formatChange, formatCount } from "@/components/format";
import { Inert } from "@/components/Inert";
import { Panel } from "@/components/Panel";
import { Empty } from "@/components/States";
import classes from "./Search.module.css";

type Group = SearchResult["groups"][number];

interface GroupsProps {
  field: string;
  groups: Group[];
  onChoose: (key: string) => void;
}

/** The values of a field, most frequent first, against the same length of time before. */
export function Groups({ field, groups, onChoose }: GroupsProps) {
  const most = Math.max(1, ...groups.map((group) => group.count));
  const columns: Column<Group>[] = [
    {
      id: "key",
      header: field,
      cell: (group) =>
        group.key === null ? (
          <span className={classes.count}>no value</span>
        ) : (
          <UnstyledButton className={classes.groupKey} onClick={() => group.key !== null && onChoose(group.key)}>
            <Inert text={group.key} limit={80} />
          </UnstyledButton>
        ),
      value: (group) => group.key,
    },
    {
      id: "share", header: "Share", width: "28%",
      cell: (group) => (
        <span className={classes.share} aria-hidden="true">
          <span style={{ width: `${(100 * group.count) / most}%` }} />
          <span data-flagged style={{ width: `${(100 * group.flagged) / most}%` }} />
        </span>
      ),
    },
    { id: "count", header: "Events", width: "90px", align: "right", value: (group) => group.count, cell: (group) => formatCount(group.count) },
    { id: "flagged", header: "Flagged", width: "90px", align: "right", value: (group) => group.flagged, cell: (group) => formatCount(group.flagged) },
    { id: "previous", header: "Before", width: "90px", align: "right", value: (group) => group.previous, cell: (group) => (group.previous === null ? "—" : formatCount(group.previous)) },
    {
      id: "change", header: "Change", width: "86px", align: "right", value: (group) => group.count - (group.previous ?? 0),
      cell: (group) => (group.previous === null ? null : formatChange(group.count, group.previous)) ?? "—",
    },
  ];
  return (
    <Panel title={`Top values of ${field}`} aside="against the period before" flush>
      <DataTable
        label={`Top values of ${field}`}
        columns={columns}
        rows={groups}
        rowId={(group) => group.key ?? "\u0000none"}
        height="320px"
        minWidth={560}
        empty={<Empty icon="chart" title="No values to group">No event of this search has this field.</Empty>}
      />
    </Panel>
  );
}
