import { Checkbox, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import type { Feature, Json } from "@/api/types";
import { type Column, DataTable } from "@/components/DataTable";
import { Icon } from "@/components/Icon";
import { Inert } from "@/components/Inert";
import { Keys } from "@/components/Keys";
import { Panel } from "@/components/Panel";
import { Empty } from "@/components/States";
import { ValueText } from "@/components/ValueText";
import { useCommand } from "@/keyboard/KeyboardProvider";
import { withToken } from "@/pages/search/searchState";
import classes from "./Event.module.css";

function SameValue({ feature }: { feature: Feature }) {
  const { value, name } = feature;
  if (feature.content || value === null || typeof value === "object") return null;
  const q = typeof value === "number" ? `${name}=${value}` : withToken("", name, String(value));
  return (
    <Link to="/search" search={{ q, range: "7d" }} className={classes.same} title="Events with the same value" aria-label={`Events with the same ${name}`}>
      <Icon name="search" size={13} />
    </Link>
  );
}

const COLUMNS: Column<Feature>[] = [
  { id: "name", header: "Feature", width: "38%", value: (feature) => feature.name, cell: (feature) => <Inert text={feature.name} mono limit={80} /> },
  {
    id: "value", header: "Value",
    cell: (feature) =>
      feature.content ? <span className={classes.dim}><Icon name="lock" size={12} /> content: reveal to see</span> : <ValueText value={feature.value as Json} />,
  },
  { id: "same", header: "", width: "34px", cell: (feature) => <SameValue feature={feature} /> },
];

/** Whether a value says that something was there: most features of an event are nothing, false or 0. */
function isTelling(value: unknown): boolean {
  return value !== null && value !== false && value !== 0 && value !== "" && !(Array.isArray(value) && value.length === 0);
}

export function Features({ features }: { features: Feature[] }) {
  const [filter, setFilter] = useState("");
  const [all, setAll] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useCommand("event.features", () => input.current?.focus());
  const wanted = filter.trim().toLowerCase();
  const telling = features.filter((feature) => feature.content || isTelling(feature.value));
  // A name that is looked for is found also when it came to nothing.
  const shown = (all || wanted !== "" ? features : telling).filter(
    (feature) => wanted === "" || feature.name.toLowerCase().includes(wanted) || (!feature.content && String(feature.value).toLowerCase().includes(wanted)),
  );
  return (
    <Panel
      title={shown.length === features.length ? `${features.length} features` : `${shown.length} of ${features.length} features`}
      flush
      aside={
        <>
        <Checkbox size="xs" label="also none, false, 0" checked={all} onChange={(event) => setAll(event.currentTarget.checked)} />
        <TextInput
          ref={input}
          placeholder="Filter by name or value"
          aria-label="Filter the features"
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
          rightSection={filter === "" ? <Keys command="event.features" /> : null}
        />
        </>
      }
    >
      <DataTable
        label="Features"
        minWidth={300}
        columns={COLUMNS}
        rows={shown}
        rowId={(feature) => feature.name}
        height="560px"
        empty={<Empty title={filter ? "No feature fits the filter" : "No features were kept"}>{filter ? "Try part of a name." : "The rule set named none for this type of event."}</Empty>}
      />
    </Panel>
  );
}
