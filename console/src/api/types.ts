/** Short names for the API's objects, as the server describes them. */
import type { components, operations } from "./schema";

type Schemas = components["schemas"];

/** `Type/id`, e.g. `Account/acc_17`. The id may hold any character, a slash too. */
export type SubjectRef = string;
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export type Session = Schemas["SessionOut"];
export type Person = Schemas["redshank__web__routes__people__PersonOut"];
export type Role = Person["role"];
export type ApiKey = Schemas["KeyOut"];

export type LiveSummary = Schemas["LiveOut"];
export type PartHealth = LiveSummary["parts"][number];

/** A sampled event of the live stream, which OpenAPI can't describe. */
export interface JudgedRow {
  event_id: string;
  at: string;
  type: string;
  surface: string;
  account: string | null;
  verdict: string;
  verdicts: string[];
  rules: string[];
}

export type SearchParams = NonNullable<operations["search"]["parameters"]["query"]>;
export type SearchResult = Schemas["SearchOut"];
export type SearchRow = Schemas["RowOut"];

export type EventDetail = Schemas["EventOut"];
export type Feature = EventDetail["features"][number];
export type Decision = Schemas["DecisionOut"];
export type RuleExplanation = Decision["rules"][number];
export type Condition = RuleExplanation["conditions"][number];
export type Revealed = Schemas["ContentOut"];
export type ActionRecord = Schemas["ActionOut"];

export type SubjectDetail = Schemas["SubjectOut"];
export type SubjectLabel = SubjectDetail["labels"][number];
export type LinkedSubject = SubjectDetail["linked"][number];

export type QuarantineItem = Schemas["QuarantinedOut"];
export type Webhook = Schemas["EndpointOut"];
export type Delivery = Schemas["DeliveryOut"];
export type AuditEntry = Schemas["EntryOut"];

export type RulesOverview = Schemas["RulesOut"];
export type RuleSummary = RulesOverview["rules"][number];
export type RuleDetail = Schemas["RuleDetailOut"];

/** What lists of events show: a search's row, or less. */
export type EventRow = RuleDetail["recent"][number];
