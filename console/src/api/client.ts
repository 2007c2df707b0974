import { problemFrom, unreachable } from "./problem";

export type Params = Record<string, string | number | boolean | null | undefined>;

interface RequestOptions {
  params?: Params;
  body?: unknown;
  signal?: AbortSignal;
}

/** Path segments come from data that others wrote: each is encoded, so none can leave its place in the path. */
export function path(strings: TemplateStringsArray, ...segments: string[]): string {
  return strings.reduce((whole, part, index) => {
    const segment = segments[index];
    return whole + part + (segment === undefined ? "" : encodeURIComponent(segment));
  }, "");
}

export function withParams(url: string, params: Params = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined && value !== null && value !== "") query.set(name, String(value));
  }
  const text = query.toString();
  return text ? `${url}?${text}` : url;
}

async function send<T>(method: string, url: string, options: RequestOptions = {}): Promise<T> {
  const init: RequestInit = { method, credentials: "same-origin", headers: { Accept: "application/json" } };
  if (options.signal) init.signal = options.signal;
  if (options.body !== undefined) {
    init.body = JSON.stringify(options.body);
    init.headers = { ...init.headers, "Content-Type": "application/json" };
  }
  let response: Response;
  try {
    response = await fetch(withParams(url, options.params), init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw unreachable();
  }
  if (!response.ok) throw await problemFrom(response);
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

export const api = {
  get: <T>(url: string, options?: RequestOptions) => send<T>("GET", url, options),
  post: <T>(url: string, body: unknown = {}, options?: RequestOptions) => send<T>("POST", url, { ...options, body }),
  put: <T>(url: string, body: unknown = {}, options?: RequestOptions) => send<T>("PUT", url, { ...options, body }),
  patch: <T>(url: string, body: unknown = {}, options?: RequestOptions) => send<T>("PATCH", url, { ...options, body }),
  delete: <T>(url: string, body?: unknown, options?: RequestOptions) => send<T>("DELETE", url, { ...options, body }),
};
