import { UnstyledButton } from "@mantine/core";
import { type ReactNode, useState } from "react";
import classes from "./ChartFrame.module.css";
import { Icon } from "./Icon";
import { Inert } from "./Inert";
import { Panel } from "./Panel";

export interface ChartTable {
  columns: string[];
  rows: (string | number)[][];
}

interface ChartFrameProps {
  title: string;
  aside?: ReactNode;
  /** The same figures as text: every chart has its table. */
  table: ChartTable;
  children: ReactNode;
}

export function ChartTableView({ label, table }: { label: string; table: ChartTable }) {
  return (
    <div className={classes.scroller} tabIndex={0}>
      <table className={classes.table} aria-label={label}>
        <thead>
          <tr>{table.columns.map((column) => <th key={column} scope="col">{column}</th>)}</tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>
              {row.map((value, cell) => (
                <td key={cell} data-number={typeof value === "number" || undefined}>
                  {typeof value === "number" ? value.toLocaleString("en") : <Inert text={value} />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function TableToggle({ shown, onToggle }: { shown: boolean; onToggle: () => void }) {
  return (
    <UnstyledButton className={classes.toggle} onClick={onToggle} aria-pressed={shown}>
      <Icon name={shown ? "chart" : "table"} size={14} /> {shown ? "Chart" : "Table"}
    </UnstyledButton>
  );
}

export function ChartFrame({ title, aside, table, children }: ChartFrameProps) {
  const [asTable, setAsTable] = useState(false);
  return (
    <Panel
      title={title}
      aside={
        <>
          {aside}
          <TableToggle shown={asTable} onToggle={() => setAsTable(!asTable)} />
        </>
      }
    >
      {asTable ? <ChartTableView label={title} table={table} /> : children}
    </Panel>
  );
}

export interface LegendItem {
  name: string;
  color: string;
  pattern?: boolean;
}

export function Legend({ items }: { items: LegendItem[] }) {
  return (
    <span className={classes.legend}>
      {items.map((item) => (
        <span key={item.name} className={classes.item}>
          <span className={classes.swatch} style={{ background: item.color }} data-pattern={item.pattern || undefined} />
          {item.name}
        </span>
      ))}
    </span>
  );
}
