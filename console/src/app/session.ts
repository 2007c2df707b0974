import { useQuery } from "@tanstack/react-query";
import { queries } from "@/api/queries";
import type { Session } from "@/api/types";

export type Scope =
  | "content:read" | "labels:write" | "actions:write" | "quarantine:write" | "webhooks:write" | "keys:write"
  | "people:write" | "audit:read";

export function useSession(): Session | undefined {
  return useQuery(queries.session()).data;
}

/** Whether the person may do this. The server decides; this only spares a click that it would refuse. */
export function useMay(scope: Scope): boolean {
  const scopes = useSession()?.scopes ?? [];
  return scopes.includes(scope) || scopes.includes("admin");
}
