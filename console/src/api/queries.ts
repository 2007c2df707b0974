import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, path, type Params } from "./client";
import type {
  ApiKey, AuditEntry, Delivery, EventDetail, LiveSummary, Page, Person, QuarantineItem, RuleDetail,
  RulesOverview, SearchResult, SearchRow, Session, SubjectDetail, Webhook,
} from "./types";

/** Every read of the console: its cache key, its call, and how long an answer stays fresh. */
export const queries = {
  session: () =>
    queryOptions({
      queryKey: ["session"],
      queryFn: ({ signal }) => api.get<Session>("/v1/session", { signal }),
      staleTime: 60_000,
      retry: false,
    }),

  live: (windowSeconds: number) =>
    queryOptions({
      queryKey: ["live", windowSeconds],
      queryFn: ({ signal }) => api.get<LiveSummary>("/v1/live/summary", { params: { window: windowSeconds }, signal }),
    }),

  search: (params: Params) =>
    infiniteQueryOptions({
      queryKey: ["search", params],
      queryFn: ({ signal, pageParam }) =>
        api.get<SearchResult>("/v1/search", { params: { ...params, cursor: pageParam }, signal }),
      initialPageParam: null as string | null,
      getNextPageParam: (last) => last.next_cursor,
      staleTime: 15_000,
    }),

  event: (id: string) =>
    queryOptions({
      queryKey: ["event", id],
      queryFn: ({ signal }) => api.get<EventDetail>(path`/v1/events/${id}`, { signal }),
      // An event never changes; what may follow it (a reverted action) is refetched on focus.
      staleTime: 60_000,
    }),

  subject: (type: string, id: string) =>
    queryOptions({
      queryKey: ["subject", type, id],
      queryFn: ({ signal }) => api.get<SubjectDetail>(path`/v1/subjects/${type}/${id}`, { signal }),
      staleTime: 10_000,
    }),

  subjectEvents: (type: string, id: string) =>
    infiniteQueryOptions({
      queryKey: ["subject-events", type, id],
      queryFn: ({ signal, pageParam }) =>
        api.get<Page<SearchRow>>(path`/v1/subjects/${type}/${id}/events`, { params: { cursor: pageParam }, signal }),
      initialPageParam: null as string | null,
      getNextPageParam: (last) => last.next_cursor,
    }),

  rules: () =>
    queryOptions({
      queryKey: ["rules"],
      queryFn: ({ signal }) => api.get<RulesOverview>("/v1/rules", { signal }),
      staleTime: 10_000,
    }),

  rule: (name: string) =>
    queryOptions({
      queryKey: ["rule", name],
      queryFn: ({ signal }) => api.get<RuleDetail>(path`/v1/rules/${name}`, { signal }),
      staleTime: 10_000,
    }),

  quarantine: () =>
    infiniteQueryOptions({
      queryKey: ["quarantine"],
      queryFn: ({ signal, pageParam }) =>
        api.get<{ events: QuarantineItem[]; next_cursor: string | null }>("/v1/quarantine", {
          params: { state: "held", cursor: pageParam }, signal,
        }),
      initialPageParam: null as string | null,
      getNextPageParam: (last) => last.next_cursor,
    }),

  quarantined: (id: string) =>
    queryOptions({
      queryKey: ["quarantined", id],
      queryFn: ({ signal }) => api.get<QuarantineItem>(path`/v1/quarantine/${id}`, { signal }),
    }),

  webhooks: () =>
    queryOptions({
      queryKey: ["webhooks"],
      queryFn: ({ signal }) => api.get<{ endpoints: Webhook[]; message_types: Record<string, string> }>("/v1/webhooks", { signal }),
    }),

  deliveries: (state: string) =>
    infiniteQueryOptions({
      queryKey: ["deliveries", state],
      queryFn: ({ signal, pageParam }) =>
        api.get<{ deliveries: Delivery[]; next_cursor: string | null }>("/v1/webhooks/deliveries", { params: { state, cursor: pageParam }, signal }),
      initialPageParam: null as string | null,
      getNextPageParam: (last) => last.next_cursor,
      refetchInterval: 5_000,
    }),

  keys: () =>
    queryOptions({
      queryKey: ["keys"],
      queryFn: ({ signal }) => api.get<{ keys: ApiKey[] }>("/v1/keys", { signal }),
    }),

  people: () =>
    queryOptions({
      queryKey: ["people"],
      queryFn: ({ signal }) => api.get<{ people: Person[] }>("/v1/people", { signal }),
    }),

  audit: (filter: Params) =>
    infiniteQueryOptions({
      queryKey: ["audit", filter],
      queryFn: ({ signal, pageParam }) =>
        api.get<{ entries: AuditEntry[]; next_cursor: string | null }>("/v1/audit", { params: { ...filter, cursor: pageParam }, signal }),
      initialPageParam: null as string | null,
      getNextPageParam: (last) => last.next_cursor,
    }),
};
