import type { ErrorComponentProps } from "@tanstack/react-router";
import { Link } from "@tanstack/react-router";
import { Empty, ProblemNote } from "@/components/States";

export function NotFound() {
  return (
    <Empty icon="question" title="No page has this address">
      <Link to="/">Go to your work</Link>, or press Ctrl K and paste the id you are after.
    </Empty>
  );
}

export function PageFailed({ error, reset }: ErrorComponentProps) {
  return <ProblemNote error={error} retry={reset} />;
}
