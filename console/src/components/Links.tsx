import type { ReactNode } from "react";
import { Link } from "@tanstack/react-router";
import classes from "./Links.module.css";
import { Inert } from "./Inert";
import { splitSubject } from "./subjects";

export function SubjectLink({ subject, bare = false }: { subject: string; bare?: boolean }) {
  const { type, id } = splitSubject(subject);
  return (
    <Link to="/subjects/$type/$id" params={{ type, id }} className={classes.subject} preload="intent">
      {!bare && <span className={classes.type}><Inert text={type} limit={24} /></span>}
      <Inert text={id} mono limit={48} />
    </Link>
  );
}

export function EventLink({ id, children }: { id: string; children?: ReactNode }) {
  return (
    <Link to="/events/$id" params={{ id }} className={`${classes.link} mono`} preload="intent">
      {children ?? shortId(id)}
    </Link>
  );
}

export function RuleLink({ name }: { name: string }) {
  return (
    <Link to="/rules/$name" params={{ name }} className={classes.link} preload="intent">
      <Inert text={name} limit={64} />
    </Link>
  );
}

/** The head and tail of a sortable id: the head shows its time, the tail its identity. */
export function shortId(id: string): string {
  return id.length > 18 ? `${id.slice(0, 8)}…${id.slice(-6)}` : id;
}
