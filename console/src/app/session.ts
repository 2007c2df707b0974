import { useQuery } from "@tanstack/react-query";
import { queries } from "@/api/queries";
import type { Role, Session } from "@/api/types";

const RANK: Record<Role, number> = { viewer: 0, analyst: 1, engineer: 2, admin: 3 };

export function useSession(): Session | undefined {
  return useQuery(queries.session()).data;
}

/** Whether the person's role is at least `role`. The server decides; this only spares a click that it would refuse. */
export function useMay(role: Role): boolean {
  const session = useSession();
  return session !== undefined && RANK[session.person.role] >= RANK[role];
}
