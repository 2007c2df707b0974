import {
  type ColumnDef, createSortedRowModel, rowSortingFeature, sortFn_basic, tableFeatures, useTable,
} from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMediaQuery } from "@mantine/hooks";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useCommand } from "@/keyboard/KeyboardProvider";
import { usePreferences } from "@/theme/preferences";
import classes from "./DataTable.module.css";
import { Icon } from "./Icon";
import type { Tone } from "./verdicts";

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { basic: sortFn_basic },
});

export interface Column<Row> {
  id: string;
  header: ReactNode;
  /** CSS width; columns without one share what is left. */
  width?: string;
  align?: "right";
  /** Left out where the window is narrower than 1000 px. */
  wide?: boolean;
  /** What the column sorts by; a column without it isn't sortable. */
  value?: (row: Row) => string | number | null;
  cell: (row: Row) => ReactNode;
}

interface DataTableProps<Row extends object> {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  rowId: (row: Row) => string;
  onOpen?: (row: Row) => void;
  /** Called as rows come under the cursor, to fetch what opening them will need. */
  onIntent?: (row: Row) => void;
  tone?: (row: Row) => Tone | null;
  empty: ReactNode;
  /** A fixed height makes the body scroll and the rows virtual. */
  height?: string;
  more?: { has: boolean; loading: boolean; load: () => void };
  /** Binds j, k and Enter to this table. One table of a page may have it. */
  keyboard?: boolean;
  /** The least width, in px, before the table scrolls sideways. */
  minWidth?: number;
  /** The column that the rows are sorted by at first, the greatest on top. */
  sortedBy?: string;
}

const ROW_PX = { comfortable: 34, compact: 28 };

export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { rows, rowId, onOpen, onIntent, tone, height, more, keyboard = false, minWidth = 700, sortedBy } = props;
  const { density } = usePreferences();
  const narrow = useMediaQuery("(max-width: 1000px)");
  const columns = useMemo(() => props.columns.filter((column) => !(narrow && column.wide)), [props.columns, narrow]);
  const scroller = useRef<HTMLDivElement>(null);
  const [selected, setSelected] = useState(-1);

  const definitions = useMemo<ColumnDef<typeof features, Row>[]>(
    () =>
      columns.map((column) => ({
        id: column.id,
        accessorFn: (row: Row) => column.value?.(row) ?? null,
        enableSorting: column.value !== undefined,
        sortFn: "basic" as const,
      })),
    [columns],
  );
  const table = useTable({
    features, columns: definitions, data: rows, getRowId: rowId,
    initialState: { sorting: sortedBy ? [{ id: sortedBy, desc: true }] : [] },
  });
  const ordered = table.getRowModel().rows;
  const virtualizer = useVirtualizer({
    count: ordered.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX[density],
    overscan: 12,
    enabled: height !== undefined,
  });
  useEffect(() => virtualizer.measure(), [density, virtualizer]);

  const items = virtualizer.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (more?.has && !more.loading && lastShown >= ordered.length - 20) more.load();
  }, [lastShown, ordered.length, more]);

  const select = (index: number) => {
    const bounded = Math.max(0, Math.min(ordered.length - 1, index));
    if (ordered.length === 0) return;
    setSelected(bounded);
    const row = ordered[bounded]?.original;
    if (row) onIntent?.(row);
    if (height !== undefined) virtualizer.scrollToIndex(bounded, { align: "auto" });
    else scroller.current?.querySelector(`[data-index="${bounded}"]`)?.scrollIntoView({ block: "nearest" });
  };
  const open = (index: number) => {
    const row = ordered[index]?.original;
    if (row) onOpen?.(row);
  };
  useCommand("list.next", () => select(selected + 1), keyboard);
  useCommand("list.previous", () => select(selected - 1), keyboard);
  useCommand("list.first", () => select(0), keyboard);
  useCommand("list.last", () => select(ordered.length - 1), keyboard);
  useCommand("list.open", () => open(selected), keyboard && onOpen !== undefined);

  if (rows.length === 0) return <>{props.empty}</>;

  const shown = height === undefined ? ordered.map((row, index) => ({ row, index })) : items.flatMap((item) => {
    const row = ordered[item.index];
    return row ? [{ row, index: item.index }] : [];
  });
  const above = height === undefined ? 0 : (items[0]?.start ?? 0);
  const below = height === undefined ? 0 : virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0);

  return (
    <div ref={scroller} className={classes.scroller} style={{ maxHeight: height }} tabIndex={height ? 0 : undefined}>
      <table className={classes.table} style={{ minWidth }} aria-label={props.label} aria-rowcount={more?.has ? -1 : ordered.length + 1}>
        <colgroup>
          {columns.map((column) => (
            <col key={column.id} style={{ width: column.width }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map((column) => {
              const model = table.getColumn(column.id);
              const sorted = model?.getIsSorted() || false;
              return (
                <th
                  key={column.id}
                  scope="col"
                  data-align={column.align}
                 
                  aria-sort={sorted === "asc" ? "ascending" : sorted === "desc" ? "descending" : undefined}
                >
                  {column.value ? (
                    <button type="button" className={classes.sort} onClick={model?.getToggleSortingHandler()}>
                      {column.header}
                      {sorted && <Icon name={sorted === "asc" ? "up" : "down"} size={10} />}
                    </button>
                  ) : (
                    column.header
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr aria-hidden="true"><td colSpan={columns.length} style={{ height: above, padding: 0 }} /></tr>}
          {shown.map(({ row, index }) => (
            <tr
              key={row.id}
              data-index={index}
              data-selected={index === selected || undefined}
              data-opens={onOpen ? true : undefined}
              data-tone={tone?.(row.original) ?? undefined}
              aria-rowindex={index + 2}
              onMouseEnter={onIntent ? () => onIntent(row.original) : undefined}
              onClick={(event) => {
                if ((event.target as HTMLElement).closest("a,button,input,label")) return;
                if (window.getSelection()?.toString()) return;
                setSelected(index);
                onOpen?.(row.original);
              }}
            >
              {columns.map((column) => (
                <td key={column.id} data-align={column.align}>
                  {column.cell(row.original)}
                </td>
              ))}
            </tr>
          ))}
          {below > 0 && <tr aria-hidden="true"><td colSpan={columns.length} style={{ height: below, padding: 0 }} /></tr>}
        </tbody>
      </table>
      {more?.has && (
        <div className={classes.more}>
          <button type="button" className={classes.moreButton} onClick={more.load} disabled={more.loading}>
            {more.loading ? "Loading more…" : "Load more"}
          </button>
        </div>
      )}
    </div>
  );
}
