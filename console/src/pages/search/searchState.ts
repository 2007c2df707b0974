import type { SearchParams } from "@/api/types";

/** What the address of a search holds. Everything is optional and text. */
export const SEARCH_FIELDS = [
  "q", "range", "from", "to", "type", "surface", "verdict", "rule", "subject", "group_by", "order",
  "content", "purpose", "reference",
] as const;

export type SearchState = { [Field in (typeof SEARCH_FIELDS)[number]]?: string };

export const RANGES: { value: string; label: string; seconds: number }[] = [
  { value: "15m", label: "Last 15 minutes", seconds: 900 },
  { value: "1h", label: "Last hour", seconds: 3_600 },
  { value: "6h", label: "Last 6 hours", seconds: 21_600 },
  { value: "24h", label: "Last 24 hours", seconds: 86_400 },
  { value: "7d", label: "Last 7 days", seconds: 604_800 },
  { value: "30d", label: "Last 30 days", seconds: 2_592_000 },
];
export const DEFAULT_RANGE = "24h";

export interface Span {
  from: string;
  to: string;
}

/** The instants a search covers: its own, or those of its relative range seen from `now` (ms). */
export function spanOf(state: SearchState, now: number): Span {
  if (state.from && state.to) return { from: state.from, to: state.to };
  const range = RANGES.find((one) => one.value === (state.range ?? DEFAULT_RANGE)) ?? RANGES[3];
  return { from: new Date(now - (range?.seconds ?? 86_400) * 1000).toISOString(), to: new Date(now).toISOString() };
}

const NICE_SECONDS = [1, 5, 10, 30, 60, 300, 600, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400, 604_800];

/** A bucket width, in seconds, that gives a span at most about 90 bars. */
export function intervalOf(span: Span): number {
  const seconds = Math.max(1, (Date.parse(span.to) - Date.parse(span.from)) / 1000);
  return NICE_SECONDS.find((step) => seconds / step <= 96) ?? 604_800;
}

/** The call that answers a search. */
export function requestOf(state: SearchState, span: Span): SearchParams {
  const { q, subject, group_by, order } = state;
  const one = (value: string | undefined) => (value ? [value] : undefined);
  return {
    ...span,
    q,
    type: one(state.type),
    surface: one(state.surface),
    verdict: one(state.verdict),
    rule: one(state.rule),
    subject,
    group_by,
    order: order === "asc" ? "asc" : undefined,
    interval: `${intervalOf(span)}s`,
    limit: 100,
    ...contentOf(state),
  };
}

/** What makes free text look into content too: nothing without a purpose. */
function contentOf({ content, purpose, reference }: SearchState): Pick<SearchParams, "content" | "purpose" | "reference"> {
  return content === "true" && purpose ? { content: true, purpose, reference } : {};
}

/** The change that searches content for a purpose, or with none stops it. */
export function withContent(purpose?: string, reference?: string): Pick<SearchState, "content" | "purpose" | "reference"> {
  return { content: purpose && "true", purpose, reference: (purpose && reference?.trim()) || undefined };
}

/** The next wider range, so that one key reaches further back. */
export function wider(state: SearchState, now: number): SearchState {
  const span = spanOf(state, now);
  if (state.from && state.to) {
    const length = Date.parse(span.to) - Date.parse(span.from);
    return { ...state, from: new Date(Date.parse(span.from) - length).toISOString() };
  }
  const index = RANGES.findIndex((one) => one.value === (state.range ?? DEFAULT_RANGE));
  return { ...state, range: RANGES[Math.min(RANGES.length - 1, index + 1)]?.value };
}

/** Adds `field:value` to a query, quoted where the value would fall apart into several tokens. */
export function withToken(q: string | undefined, field: string, value: string): string {
  const needsQuotes = /[\s":<>=!,*()]|\.\./.test(value);
  const token = `${field}:${needsQuotes ? `"${value.replaceAll('"', '\\"')}"` : value}`;
  const current = q?.trim() ?? "";
  return current.split(/\s+/).includes(token) ? current : `${current} ${token}`.trim();
}
