import { useQuery } from "@tanstack/react-query";
import { Navigate, useLocation } from "@tanstack/react-router";
import { asProblem } from "@/api/problem";
import { queries } from "@/api/queries";
import { ProblemNote } from "@/components/States";
import { Shell } from "./Shell";

/** Everything behind the sign-in: asks who this is before it shows a page. */
export function SignedIn() {
  const session = useQuery(queries.session());
  const { href } = useLocation();
  if (session.data && !asProblemOf(session.error)?.isSignedOut) return <Shell />;
  if (session.error) {
    if (asProblem(session.error).isSignedOut) return <Navigate to="/signin" search={{ next: href }} replace />;
    return (
      <div style={{ maxWidth: 560, margin: "15vh auto", padding: 16 }}>
        <ProblemNote error={session.error} retry={() => void session.refetch()} />
      </div>
    );
  }
  return null;
}

function asProblemOf(error: unknown) {
  return error ? asProblem(error) : null;
}
