import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, body } from "./client";
import type { Delivery, SearchParams } from "./types";

type Cursor = string | undefined;

/** Every list is read page by page with the cursor that the page before gave. */
const paged = {
  initialPageParam: undefined as Cursor,
  getNextPageParam: (last: { next_cursor: string | null }): Cursor => last.next_cursor ?? undefined,
};

/** Every read of the console: its cache key, its call, and how long an answer stays fresh. */
export const queries = {
  session: () =>
    queryOptions({
      queryKey: ["session"],
      queryFn: ({ signal }) => body(api.GET("/v1/session", { signal })),
      staleTime: 60_000,
      retry: false,
    }),

  live: (windowSeconds: number) =>
    queryOptions({
      queryKey: ["live", windowSeconds],
      queryFn: ({ signal }) => body(api.GET("/v1/live/summary", { params: { query: { window: windowSeconds } }, signal })),
    }),

  search: (query: SearchParams) =>
    infiniteQueryOptions({
      queryKey: ["search", query],
      queryFn: ({ signal, pageParam }) =>
        body(api.GET("/v1/search", { params: { query: { ...query, cursor: pageParam } }, signal })),
      ...paged,
      staleTime: 15_000,
    }),

  event: (id: string) =>
    queryOptions({
      queryKey: ["event", id],
      queryFn: ({ signal }) => body(api.GET("/v1/events/{event_id}", { params: { path: { event_id: id } }, signal })),
      // An event never changes; what may follow it (a reverted action) is refetched on focus.
      staleTime: 60_000,
    }),

  decision: (id: string) =>
    queryOptions({
      queryKey: ["event", id, "decision"],
      queryFn: ({ signal }) =>
        body(api.GET("/v1/decisions/{decision_id}", { params: { path: { decision_id: id.replace(/^evt_/, "dec_") } }, signal })),
      staleTime: 60_000,
    }),

  action: (id: string) =>
    queryOptions({
      queryKey: ["action", id],
      queryFn: ({ signal }) => body(api.GET("/v1/actions/{action_id}", { params: { path: { action_id: id } }, signal })),
    }),

  subject: (type: string, id: string) =>
    queryOptions({
      queryKey: ["subject", type, id],
      queryFn: ({ signal }) => body(api.GET("/v1/subjects/{type}/{id}", { params: { path: { type, id } }, signal })),
      staleTime: 10_000,
    }),

  subjectEvents: (type: string, id: string) =>
    infiniteQueryOptions({
      queryKey: ["subject", type, id, "events"],
      queryFn: ({ signal, pageParam }) =>
        body(api.GET("/v1/subjects/{type}/{id}/events", { params: { path: { type, id }, query: { cursor: pageParam, limit: 100 } }, signal })),
      ...paged,
    }),

  rules: () =>
    queryOptions({
      queryKey: ["rules"],
      queryFn: ({ signal }) => body(api.GET("/v1/rules", { signal })),
      staleTime: 10_000,
    }),

  rule: (name: string) =>
    queryOptions({
      queryKey: ["rule", name],
      queryFn: ({ signal }) => body(api.GET("/v1/rules/{name}", { params: { path: { name } }, signal })),
      staleTime: 10_000,
    }),

  quarantine: () =>
    infiniteQueryOptions({
      queryKey: ["quarantine"],
      queryFn: ({ signal, pageParam }) =>
        body(api.GET("/v1/quarantine", { params: { query: { state: "held", cursor: pageParam } }, signal })),
      ...paged,
    }),

  quarantined: (id: string) =>
    queryOptions({
      queryKey: ["quarantined", id],
      queryFn: ({ signal }) =>
        body(api.GET("/v1/quarantine/{quarantined_id}", { params: { path: { quarantined_id: id } }, signal })),
    }),

  webhooks: () =>
    queryOptions({
      queryKey: ["webhooks"],
      queryFn: ({ signal }) => body(api.GET("/v1/webhooks", { signal })),
    }),

  deliveries: (state: Delivery["state"] | undefined) =>
    infiniteQueryOptions({
      queryKey: ["deliveries", state],
      queryFn: ({ signal, pageParam }) =>
        body(api.GET("/v1/webhooks/deliveries", { params: { query: { state, cursor: pageParam } }, signal })),
      ...paged,
      refetchInterval: 5_000,
    }),

  keys: () =>
    queryOptions({ queryKey: ["keys"], queryFn: ({ signal }) => body(api.GET("/v1/keys", { signal })) }),

  people: () =>
    queryOptions({ queryKey: ["people"], queryFn: ({ signal }) => body(api.GET("/v1/people", { signal })) }),

  audit: (filter: { actor?: string; verb?: string }) =>
    infiniteQueryOptions({
      queryKey: ["audit", filter],
      queryFn: ({ signal, pageParam }) =>
        body(api.GET("/v1/audit", { params: { query: { ...filter, cursor: pageParam } }, signal })),
      ...paged,
    }),
};
