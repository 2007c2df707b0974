import type { LiveSummary, QuarantineItem, RulesOverview } from "@/api/types";
import type { IconName } from "@/components/Icon";

/** One thing that waits for a person, and where it is dealt with. */
export interface AttentionItem {
  id: string;
  tone: "block" | "challenge" | "review";
  icon: IconName;
  title: string;
  detail: string;
  next: string;
  to: "/live" | "/webhooks" | "/rules" | "/quarantine";
  search: Record<string, string>;
}

interface Seen {
  live: LiveSummary | undefined;
  rules: RulesOverview | undefined;
  quarantined: QuarantineItem[];
  moreQuarantined: boolean;
  /** ms since the epoch */
  now: number;
}

const SOON_MS = 7 * 86_400_000;
const RANK = { block: 0, challenge: 1, review: 2 };

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** What needs attention, most urgent first. */
export function attention({ live, rules, quarantined, moreQuarantined, now }: Seen): AttentionItem[] {
  const items: AttentionItem[] = [];
  for (const part of live?.parts ?? []) {
    if (part.state === "ok") continue;
    items.push({
      id: `part ${part.name}`, tone: part.state === "down" ? "block" : "challenge", icon: "live",
      title: `${part.name.replaceAll("_", " ")} is ${part.state}`, detail: part.detail, next: "See its health", to: "/live", search: {},
    });
  }
  if (rules?.refused) {
    const first = rules.refused.diagnostics[0];
    items.push({
      id: "refused", tone: "block", icon: "rules", title: "A new rule set was refused; the old one goes on",
      detail: first ? `${first.path ?? "rule set"}${first.line === null ? "" : `:${first.line}`} ${first.message}` : rules.refused.detail, next: "See what to mend", to: "/rules", search: {},
    });
  }
  if (rules && rules.rule_set === null) {
    items.push({ id: "no rules", tone: "challenge", icon: "rules", title: "No rule set is active", detail: "Events are kept, and judged by nothing.", next: "Load rules", to: "/rules", search: {} });
  }
  const dead = live?.lag.dead_letters ?? 0;
  if (dead > 0) {
    items.push({
      id: "dead", tone: "block", icon: "webhooks", title: plural(dead, "message was never delivered", "messages were never delivered"),
      detail: "The platform has not heard of these actions.", next: "Replay them", to: "/webhooks", search: { state: "dead" },
    });
  }
  if (quarantined.length > 0) {
    const newest = quarantined[0];
    items.push({
      id: "quarantine", tone: "challenge", icon: "quarantine",
      title: `${quarantined.length}${moreQuarantined ? " and more" : ""} refused ${quarantined.length === 1 ? "event" : "events"} in quarantine`,
      detail: newest ? `Newest: ${String(newest.problem.detail ?? newest.code)}` : "", next: "Look into them", to: "/quarantine", search: {},
    });
  }
  const ending = (rules?.rules ?? []).filter((rule) => rule.expires && Date.parse(rule.expires) - now < SOON_MS);
  if (ending.length > 0) {
    items.push({
      id: "expiring", tone: "review", icon: "clock", title: plural(ending.length, "rule has expired or will this week", "rules have expired or will this week"),
      detail: ending.map((rule) => rule.name).slice(0, 4).join(", "), next: "Renew or retire", to: "/rules", search: {},
    });
  }
  return items.sort((a, b) => RANK[a.tone] - RANK[b.tone]);
}
