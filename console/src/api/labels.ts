import { api } from "./client";

interface Target {
  type: string;
  id: string;
  label: string;
}

export interface LabelChange {
  /** `removed` also keeps rules from setting it again. */
  status: "added" | "removed";
  reason: string;
  expires_at: string | null;
}

export function putLabel(path: Target, change: LabelChange) {
  return api.PUT("/v1/subjects/{type}/{id}/labels/{label}", { params: { path }, body: change });
}

/** Forgets a label, whoever set it; rules may set it again. */
export function forgetLabel(path: Target, reason: string) {
  return api.DELETE("/v1/subjects/{type}/{id}/labels/{label}", { params: { path, query: { reason } } });
}
