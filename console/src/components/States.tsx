import { Button, Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { asProblem } from "@/api/problem";
import { Icon, type IconName } from "./Icon";
import { Inert } from "./Inert";
import classes from "./States.module.css";

interface EmptyProps {
  icon?: IconName;
  /** Why nothing is here. */
  title: string;
  /** What to do next. */
  children?: ReactNode;
}

export function Empty({ icon = "search", title, children }: EmptyProps) {
  return (
    <div className={classes.empty}>
      <span className={classes.emptyIcon}>
        <Icon name={icon} size={22} />
      </span>
      <p className={classes.emptyTitle}>{title}</p>
      {children && <div className={classes.emptyNext}>{children}</div>}
    </div>
  );
}

/** What went wrong, in the server's words, with the way out. */
export function ProblemNote({ error, retry }: { error: unknown; retry?: () => void }) {
  const problem = asProblem(error);
  return (
    <div className={classes.problem} role="alert">
      <Icon name="quarantine" />
      <div className={classes.problemWords}>
        <strong><Inert text={problem.title} /></strong>
        {problem.detail && <p><Inert text={problem.detail} limit={600} /></p>}
        {problem.where && <p>Where: <Inert text={problem.where} mono /></p>}
        {problem.mend && <p>To mend it: <Inert text={problem.mend} limit={600} /></p>}
      </div>
      {retry && <Button variant="default" onClick={retry}>Try again</Button>}
    </div>
  );
}

export function Loading({ rows = 6 }: { rows?: number }) {
  return (
    <div className={classes.loading} role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={14} width={`${92 - ((index * 17) % 40)}%`} />
      ))}
    </div>
  );
}
