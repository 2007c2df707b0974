import { api } from "./client";

export function setLabelOf(type: string, id: string, label: string, change: { reason: string; expires_at: string | null }) {
  return api.PUT("/v1/subjects/{type}/{id}/labels/{label}" as never, {
    params: { path: { type, id, label } },
    body: { status: "added", ...change },
  } as never);
}

export function removeLabelOf(type: string, id: string, label: string, reason: string) {
  return api.DELETE("/v1/subjects/{type}/{id}/labels/{label}" as never, { params: { path: { type, id, label } }, body: { reason } } as never);
}
