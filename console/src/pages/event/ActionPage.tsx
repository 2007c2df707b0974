import { useQuery } from "@tanstack/react-query";
import { Navigate, useParams } from "@tanstack/react-router";
import { queries } from "@/api/queries";
import { Loading, ProblemNote } from "@/components/States";

/** An action's own address leads to the decision it follows from, where it stands among the others. */
export function ActionPage() {
  const { id } = useParams({ from: "/app/actions/$id" });
  const action = useQuery(queries.action(id));
  if (action.error) return <ProblemNote error={action.error} retry={() => void action.refetch()} />;
  if (!action.data) return <Loading />;
  return <Navigate to="/events/$id" params={{ id: action.data.decision_id.replace(/^dec_/, "evt_") }} replace />;
}
