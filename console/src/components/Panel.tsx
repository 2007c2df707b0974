import type { ReactNode } from "react";
import classes from "./Panel.module.css";

interface PanelProps {
  title?: ReactNode;
  /** Said right of the title: a count, a legend, controls. */
  aside?: ReactNode;
  children: ReactNode;
  /** The body runs to the panel's edges (tables). */
  flush?: boolean;
  label?: string;
}

export function Panel({ title, aside, children, flush = false, label }: PanelProps) {
  return (
    <section className={classes.panel} aria-label={label ?? (typeof title === "string" ? title : undefined)}>
      {(title || aside) && (
        <header className={classes.head}>
          <h2 className={classes.title}>{title}</h2>
          {aside && <div className={classes.aside}>{aside}</div>}
        </header>
      )}
      <div className={flush ? classes.flush : classes.body}>{children}</div>
    </section>
  );
}

/** A page's own heading with its actions. */
export function PageHead({ title, detail, children }: { title: ReactNode; detail?: ReactNode; children?: ReactNode }) {
  return (
    <div className={classes.pageHead}>
      <div className={classes.pageWords}>
        <h1 className={classes.pageTitle}>{title}</h1>
        {detail && <div className={classes.pageDetail}>{detail}</div>}
      </div>
      {children && <div className={classes.pageActions}>{children}</div>}
    </div>
  );
}

/** Name and value pairs, dense. */
export function Facts({ facts, narrow = false }: { facts: [ReactNode, ReactNode][]; narrow?: boolean }) {
  return (
    <dl className={classes.facts} data-narrow={narrow || undefined}>
      {facts.map(([name, value], index) => (
        <div key={index} className={classes.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
