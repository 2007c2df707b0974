import createClient, { type Middleware } from "openapi-fetch";
import { problemFrom, unreachable } from "./problem";
import type { paths } from "./schema";

/** Every answer that is no success, and every failure to get one, reaches the pages as a `Problem`. */
const problems: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) throw await problemFrom(response);
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === "AbortError") return;
    return unreachable();
  },
};

/** The server's API, typed by its own description: `npm run types` writes schema.d.ts. */
export const api = createClient<paths>({
  credentials: "same-origin",
  headers: { Accept: "application/json" },
  // Looked up at each call, so that a test can stand in for the network.
  fetch: (request) => globalThis.fetch(request),
});
api.use(problems);

/** The body of an answer that is a success. */
export async function body<T>(answer: Promise<{ data?: T }>): Promise<T> {
  const { data } = await answer;
  return data as T;
}

/** An address with its query, for links that the browser follows itself. Empty parameters are left out. */
export function withParams(url: string, params: Record<string, string | number | null | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined && value !== null && value !== "") query.set(name, String(value));
  }
  const text = query.toString();
  return text ? `${url}?${text}` : url;
}
