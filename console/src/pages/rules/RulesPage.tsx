import { SegmentedControl, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useRef } from "react";
import { queries } from "@/api/queries";
import type { RuleSummary } from "@/api/types";
import { Badge } from "@/components/Badge";
import { CopyId } from "@/components/CopyId";
import { type Column, DataTable } from "@/components/DataTable";
import { formatCount } from "@/components/format";
import { Inert } from "@/components/Inert";
import { Keys } from "@/components/Keys";
import { RuleLink } from "@/components/Links";
import { PageHead, Panel } from "@/components/Panel";
import { Sparkline } from "@/components/Sparkline";
import { Empty, Loading, ProblemNote } from "@/components/States";
import { Ago } from "@/components/Timestamp";
import { useCommand } from "@/keyboard/KeyboardProvider";
import { RefusedSet } from "./RefusedSet";

const SEVERITIES = ["critical", "high", "medium", "low"];

export function ModeBadge({ mode }: { mode: string }) {
  return mode === "live" ? <Badge tone="allow" icon="check">live</Badge> : <Badge tone="neutral" icon="shadow"><Inert text={mode} /></Badge>;
}

function Expiry({ at }: { at: string | null }) {
  if (!at) return <>none</>;
  return Date.parse(at) < Date.now() ? <Badge tone="challenge" icon="clock">expired <Ago at={at} /></Badge> : <Ago at={at} />;
}

const COLUMNS: Column<RuleSummary>[] = [
  { id: "name", header: "Rule", value: (rule) => rule.name.toLowerCase(), cell: (rule) => <RuleLink name={rule.name} /> },
  { id: "mode", header: "Mode", width: "92px", value: (rule) => rule.mode, cell: (rule) => <ModeBadge mode={rule.mode} /> },
  { id: "hits", header: "Live, 24 h", width: "92px", align: "right", value: (rule) => rule.hits_24h + rule.shadow_hits_24h / 1e6, cell: (rule) => formatCount(rule.hits_24h) },
  { id: "shadow", header: "Shadow, 24 h", width: "108px", align: "right", value: (rule) => rule.shadow_hits_24h, cell: (rule) => formatCount(rule.shadow_hits_24h) },
  { id: "spark", header: "Hour by hour", width: "124px", cell: (rule) => <Sparkline values={rule.sparkline} label={`Hits of ${rule.name} by hour`} /> },
  { id: "policy", header: "Policy", width: "14%", value: (rule) => rule.policy, cell: (rule) => <Inert text={rule.policy ?? "—"} limit={40} /> },
  {
    id: "severity", header: "Severity", width: "92px",
    value: (rule) => (rule.severity ? SEVERITIES.length - SEVERITIES.indexOf(rule.severity) : 0),
    cell: (rule) => <Inert text={rule.severity ?? "—"} limit={20} />,
  },
  { id: "owner", wide: true, header: "Owner", width: "12%", value: (rule) => rule.owner, cell: (rule) => <Inert text={rule.owner ?? "—"} limit={30} /> },
  { id: "expires", wide: true, header: "Expires", width: "124px", value: (rule) => rule.expires, cell: (rule) => <Expiry at={rule.expires} /> },
];

function fits(rule: RuleSummary, words: string): boolean {
  return [rule.name, rule.description, rule.policy, rule.owner, rule.path].some((text) => text?.toLowerCase().includes(words));
}

export function RulesPage() {
  const { find = "", mode = "all" } = useSearch({ from: "/app/rules" });
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const rules = useQuery({ ...queries.rules(), refetchInterval: 15_000 });
  useCommand("search.focus", () => input.current?.focus());
  if (rules.error && !rules.data) return <ProblemNote error={rules.error} retry={() => void rules.refetch()} />;
  if (!rules.data) return <Loading rows={12} />;

  const { data } = rules;
  const shown = data.rules.filter((rule) => (mode === "all" || rule.mode === mode) && (find === "" || fits(rule, find.toLowerCase())));
  const go = (change: { find?: string; mode?: string }) =>
    void navigate({ to: "/rules", search: { find: find || undefined, mode: mode === "all" ? undefined : mode, ...change }, replace: true });
  return (
    <>
      <PageHead
        title="Rules"
        detail={
          data.rule_set ? (
            <>Rule set <CopyId text={data.rule_set} limit={14} /> active since <Ago at={data.activated_at} /></>
          ) : "No rule set is active: events are kept and judged by nothing."
        }
      >
        <TextInput
          ref={input} placeholder="Name, words, policy, owner" aria-label="Filter the rules" w={240} value={find}
          onChange={(event) => go({ find: event.currentTarget.value || undefined })}
          rightSection={find === "" ? <Keys command="search.focus" /> : null}
        />
        <SegmentedControl
          data={[{ value: "all", label: "All" }, { value: "live", label: "Live" }, { value: "shadow", label: "Shadow" }]}
          value={mode} onChange={(value) => go({ mode: value === "all" ? undefined : value })} aria-label="Mode"
        />
      </PageHead>
      {data.refused && <RefusedSet refused={data.refused} />}
      <Panel title={`${shown.length} of ${data.rules.length} rules`} flush>
        <DataTable
          label="Rules"
          columns={COLUMNS}
          rows={shown}
          rowId={(rule) => rule.name}
          onOpen={(rule) => void navigate({ to: "/rules/$name", params: { name: rule.name } })}
          height="calc(100vh - 210px)"
          keyboard
          sortedBy="hits"
          empty={
            data.rules.length === 0 ? (
              <Empty icon="rules" title="No rule is loaded">Put .sml files into the rules folder; they are taken up between two events.</Empty>
            ) : (
              <Empty title="No rule fits">Take words out of the filter, or show all modes.</Empty>
            )
          }
        />
      </Panel>
    </>
  );
}
