/** The HTTP API's shapes as the pages read them. Names are the server's own. */

/** `Type/id`, e.g. `Account/acc_17`. The id may hold any character, a slash too. */
export type SubjectRef = string;
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export type Role = "viewer" | "analyst" | "engineer" | "admin";

export interface Session {
  /** `null` for a machine's key. */
  person: { id: string; email: string; name: string; role: Role } | null;
  scopes: string[];
  expires_at: string | null;
}

export interface PartHealth {
  name: string;
  state: "ok" | "degraded" | "down";
  detail: string;
}

export interface LiveSummary {
  as_of: string;
  events_per_s: number;
  series: { t: string; events: number; blocked: number; flagged: number }[];
  verdicts: { verdict: string; count: number }[];
  rules: { name: string; count: number; shadow: boolean }[];
  types: { type: string; count: number }[];
  surfaces: { surface: string; count: number }[];
  latency: { p50_ms: number | null; p95_ms: number | null; p99_ms: number | null };
  lag: { lake_s: number | null; outbox_pending: number; dead_letters: number };
  parts: PartHealth[];
}

export interface JudgedRow {
  event_id: string;
  at: string;
  type: string;
  surface: string | null;
  account: string | null;
  verdicts: string[];
  rules: string[];
}

export interface SearchRow {
  event_id: string;
  at: string;
  occurred_at: string | null;
  type: string;
  surface: string | null;
  subjects: SubjectRef[];
  verdicts: string[];
  rules: string[];
  shadow_rules: string[];
}

export interface SearchResult {
  rows: SearchRow[];
  /** `null` on pages after the first. */
  total: number | null;
  histogram: { t: string; count: number; flagged: number }[];
  groups: { key: string | null; count: number; flagged: number; previous: number | null }[];
  next_cursor: string | null;
  /** Everything received up to here was looked at. */
  as_of: string;
  took_ms: number;
}

export interface Condition {
  text: string;
  value: boolean | null;
}

export interface RuleExplanation {
  name: string;
  description: string;
  mode: string;
  state: "held" | "not" | "failed";
  conditions: Condition[];
  policy: string | null;
  severity: string | null;
}

export interface ActionRecord {
  id: string;
  decision_id: string;
  type: string;
  /** `null` for an action on the event alone. */
  subject: SubjectRef | null;
  params: Record<string, Json>;
  rules: string[];
  state: string;
  created_at: string;
  until: string | null;
  reverted_at: string | null;
  reverted_by: string | null;
  revert_reason: string | null;
}

export interface LabelChange {
  subject: SubjectRef;
  label: string;
  status: string;
  reason: string | null;
  expires_at: string | null;
}

export interface Feature {
  name: string;
  value: Json;
  /** `null` where the value is content: it is shown only after a reveal. */
  kind: string | null;
  content: boolean;
}

export interface WindowValue {
  name: string;
  kind: string;
  within_s: number;
  value: Json;
}

export interface EventDetail {
  event_id: string;
  decision_id: string;
  at: string;
  occurred_at: string | null;
  seq: number | null;
  source: string;
  id: string;
  type: string;
  surface: string | null;
  subjects: SubjectRef[];
  rule_set: string | null;
  verdicts: string[];
  features: Feature[];
  windows: WindowValue[];
  rules: RuleExplanation[];
  actions: ActionRecord[];
  labels: LabelChange[];
  errors: { feature: string | null; message: string }[];
  has_content: boolean;
}

export interface Revealed {
  data: Json;
  content_features: Record<string, Json>;
}

export interface Standing {
  state: string;
  until: string | null;
  reason: string | null;
  rule: string | null;
  action_id: string | null;
  since: string | null;
}

export interface SubjectLabel {
  label: string;
  status: string;
  reason: string | null;
  by: string | null;
  set_at: string | null;
  expires_at: string | null;
}

export interface LinkedSubject {
  subject: SubjectRef;
  via: SubjectRef | null;
  events: number;
  first: string;
  last: string;
}

export interface SubjectDetail {
  subject: SubjectRef;
  standing: Standing;
  labels: SubjectLabel[];
  first_seen: string | null;
  last_seen: string | null;
  counts: { events: number; flagged: number; blocked: number };
  rules: { name: string; count: number }[];
  verdicts: { verdict: string; count: number }[];
  linked: LinkedSubject[];
  actions: ActionRecord[];
  series: { t: string; events: number; flagged: number }[];
}

export interface Diagnostic {
  severity: string;
  code: string;
  message: string;
  path: string | null;
  line: number | null;
  column: number | null;
  hint: string | null;
}

export interface RuleSummary {
  name: string;
  mode: "live" | "shadow";
  policy: string | null;
  severity: string | null;
  owner: string | null;
  expires: string | null;
  description: string;
  hits_24h: number;
  shadow_hits_24h: number;
  sparkline: number[];
  path: string;
  line: number;
}

export interface RulesOverview {
  rule_set: string | null;
  activated_at: string | null;
  rules: RuleSummary[];
  refused: null | { at: string; diagnostics: Diagnostic[] };
}

export interface RuleDetail extends RuleSummary {
  source: string;
  end_line: number;
  features: { name: string; kind: string; content: boolean }[];
  series: { t: string; hits: number; shadow: number }[];
  recent: SearchRow[];
  rule_set: string;
}

export interface QuarantineItem {
  id: string;
  first_at: string;
  last_at: string;
  /** How often the same bytes were refused for the same reason. */
  times: number;
  /** Id of the key that sent it. */
  sender: string;
  code: string;
  /** The problem that the sender got. */
  problem: Record<string, Json>;
  size: number;
  state: "held" | "discarded";
  discarded_by: string | null;
  discarded_at: string | null;
}

export interface QuarantineRaw {
  id: string;
  base64: string | null;
  /** `null` where the bytes are no UTF-8, or were discarded. */
  text: string | null;
}

export interface Webhook {
  id: string;
  url: string;
  /** Kinds of message; none means all. */
  types: string[];
  description: string;
  created_at: string;
}

/** The answer to a creation: the signing secret is here and nowhere else. */
export interface NewWebhook extends Webhook {
  secret: string;
}

export interface Delivery {
  id: string;
  endpoint_id: string;
  type: string;
  subject: string;
  state: "pending" | "delivering" | "delivered" | "dead";
  attempts: number;
  created_at: string;
  due_at: string;
  delivered_at: string | null;
  last_status: number | null;
  last_error: string | null;
}

export interface ApiKey {
  id: string;
  name: string;
  /** Its first characters. */
  hint: string;
  scopes: string[];
  created_by: string;
  created_at: string;
  expires_at: string | null;
  revoked_at: string | null;
  last_used_at: string | null;
}

/** The answer to a creation: the key's text is here and nowhere else. */
export interface NewApiKey extends ApiKey {
  key: string;
}

export interface Person {
  id: string;
  email: string;
  name: string;
  role: Role;
  created_at: string;
  disabled_at: string | null;
}

export interface AuditEntry {
  position: number;
  at: string;
  actor: { kind?: string; id?: string; label?: string };
  verb: string;
  object: string;
  purpose: string | null;
  detail: Record<string, Json>;
  digest: string;
}

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}
