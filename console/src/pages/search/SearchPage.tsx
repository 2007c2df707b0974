import { Autocomplete, Button, Menu } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { withParams } from "@/api/client";
import { queries } from "@/api/queries";
import { BrushHistogram } from "@/components/BrushHistogram";
import { ChartTableView, TableToggle } from "@/components/ChartFrame";
import { formatCount } from "@/components/format";
import { Icon } from "@/components/Icon";
import { Panel } from "@/components/Panel";
import { Empty, Loading, ProblemNote } from "@/components/States";
import { formatInstant } from "@/components/time";
import { useCommand } from "@/keyboard/KeyboardProvider";
import { usePreferences } from "@/theme/preferences";
import { ActiveFilters } from "./ActiveFilters";
import { AlsoInContent } from "./AlsoInContent";
import { Groups } from "./Groups";
import { QueryBar } from "./QueryBar";
import { EventTable } from "./ResultTable";
import classes from "./Search.module.css";
import { requestOf, type SearchState, spanOf, wider, withToken } from "./searchState";
import { TimeRange } from "./TimeRange";

const GROUPINGS = ["type", "surface", "verdict", "rule", "shadow", "effect", "label", "Account", "Network", "Device", "Organization", "ApiKey", "Payment", "source", "rule_set"];

function ExportMenu({ state, span }: { state: SearchState; span: { from: string; to: string } }) {
  const { q, type, surface, verdict, rule, subject, order } = state;
  const params = { ...span, q, type, surface, verdict, rule, subject, order };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="sm" leftSection={<Icon name="download" size={15} />}>Export</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Metadata only, never content{state.content === "true" && state.purpose && "; content is not searched for it"}</Menu.Label>
        {(["csv", "jsonl", "parquet"] as const).map((format) => (
          <Menu.Item key={format} component="a" href={withParams("/v1/search/export", { ...params, format })} download>
            {format === "csv" ? "CSV" : format === "jsonl" ? "JSON lines" : "Parquet"}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

export function SearchPage() {
  const state = useSearch({ from: "/app/search" });
  const navigate = useNavigate();
  const { zone } = usePreferences();
  const [now, setNow] = useState(() => Date.now());
  const [asTable, setAsTable] = useState(false);
  const span = useMemo(() => spanOf(state, now), [state, now]);
  const found = useInfiniteQuery({ ...queries.search(requestOf(state, span)), placeholderData: keepPreviousData });

  const go = (change: Partial<SearchState>) => {
    setNow(Date.now());
    void navigate({ to: "/search", search: { ...state, ...change } });
  };
  useCommand("search.wider", () => go(wider(state, now)));
  useCommand("search.clear", () => void navigate({ to: "/search", search: {} }));

  const first = found.data?.pages[0];
  const rows = useMemo(() => found.data?.pages.flatMap((page) => page.rows) ?? [], [found.data]);
  const more = {
    has: found.hasNextPage,
    loading: found.isFetchingNextPage,
    load: () => void found.fetchNextPage({ cancelRefetch: false }),
  };

  return (
    <>
      <h1 className="visually-hidden">Search</h1>
      <div className={classes.controls}>
        <QueryBar value={state.q ?? ""} onSubmit={(q) => go({ q: q || undefined })} />
        <TimeRange state={state} span={span} onChange={go} />
        <Autocomplete
          size="sm"
          w={150}
          placeholder="Group by…"
          aria-label="Group by a field"
          data={GROUPINGS}
          defaultValue={state.group_by ?? ""}
          key={state.group_by ?? ""}
          onOptionSubmit={(value) => go({ group_by: value })}
          onKeyDown={(event) => event.key === "Enter" && go({ group_by: event.currentTarget.value.trim() || undefined })}
          rightSection={
            state.group_by && (
              <button type="button" className={classes.clear} aria-label="Stop grouping" onClick={() => go({ group_by: undefined })}>
                <Icon name="close" size={13} />
              </button>
            )
          }
        />
        <AlsoInContent state={state} onChange={go} />
        <ExportMenu state={state} span={span} />
      </div>
      <ActiveFilters state={state} onChange={go} />
      {found.error && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      {!first && !found.error && <Loading rows={14} />}
      {first && (
        <div className={classes.results} data-stale={found.isPlaceholderData || undefined} aria-busy={found.isFetching}>
          <Panel
            title={`${formatCount(first.total ?? rows.length)} ${first.total === 1 ? "event" : "events"}`}
            aside={
              <>
                <span>{found.isFetching ? "searching…" : `answered in ${Math.round(first.took_ms)} ms, as of ${formatInstant(first.as_of, zone)}`}</span>
                <Button variant="subtle" size="compact-xs" onClick={() => setNow(Date.now())}>Refresh</Button>
                <TableToggle shown={asTable} onToggle={() => setAsTable(!asTable)} />
              </>
            }
          >
            {asTable ? (
              <ChartTableView
                label="Events over time"
                table={{
                  columns: ["From", "Events", "Flagged"],
                  rows: first.histogram.map((bucket) => [formatInstant(bucket.t, zone), bucket.count, bucket.flagged]),
                }}
              />
            ) : (
              <BrushHistogram buckets={first.histogram} onBrush={(from, to) => go({ from, to, range: undefined })} />
            )}
          </Panel>
          {state.group_by && (
            <Groups
              field={state.group_by}
              groups={first.groups}
              onChoose={(key) => go({ q: withToken(state.q, state.group_by ?? "type", key), group_by: undefined })}
            />
          )}
          <Panel label="Results" flush>
            <EventTable
              rows={rows}
              height="calc(100vh - 300px)"
              keyboard
              more={more}
              empty={
                <Empty title="No event fits">
                  Nothing between {formatInstant(span.from, zone)} and {formatInstant(span.to, zone)} matches.{" "}
                  <Button variant="light" size="compact-sm" onClick={() => go(wider(state, now))}>Look further back</Button>
                  {(state.q || state.type || state.rule) && " or take a token out of the query."}
                </Empty>
              }
            />
          </Panel>
        </div>
      )}
    </>
  );
}
