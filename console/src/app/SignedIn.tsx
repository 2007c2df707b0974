import { useQuery } from "@tanstack/react-query";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { asProblem } from "@/api/problem";
import { queries } from "@/api/queries";
import { ProblemNote } from "@/components/States";
import { Shell } from "./Shell";

/** Sends to the sign-in page once, remembering where from; the address it reads changes under it while it does. */
function ToSignIn() {
  const navigate = useNavigate();
  const router = useRouter();
  useEffect(() => {
    void navigate({ to: "/signin", search: { next: router.state.location.href }, replace: true });
  }, [navigate, router]);
  return null;
}

/** Everything behind the sign-in: asks who this is before it shows a page. */
export function SignedIn() {
  const session = useQuery(queries.session());
  if (session.error && asProblem(session.error).isSignedOut) return <ToSignIn />;
  if (session.data) return <Shell />;
  if (session.error) {
    return (
      <div style={{ maxWidth: 560, margin: "15vh auto", padding: 16 }}>
        <ProblemNote error={session.error} retry={() => void session.refetch()} />
      </div>
    );
  }
  return null;
}
