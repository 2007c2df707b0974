import type { RulesOverview } from "@/api/types";
import { Icon } from "@/components/Icon";
import { Inert } from "@/components/Inert";
import { Ago } from "@/components/Timestamp";
import classes from "./Rules.module.css";

/** The last set that was refused: the old one goes on judging, and this says what to mend. */
export function RefusedSet({ refused }: { refused: NonNullable<RulesOverview["refused"]> }) {
  return (
    <section className={classes.refused} aria-label="Refused rule set">
      <header className={classes.refusedHead}>
        <Icon name="quarantine" />
        <strong>A new rule set was refused {refused.at && <Ago at={refused.at} />}</strong>
        <span>The set below goes on judging. Mend the files and they are taken up by themselves.</span>
      </header>
      {refused.diagnostics.length === 0 && <p className={classes.refusedDetail}><Inert text={refused.detail} limit={600} /></p>}
      <ol className={classes.diagnostics}>
        {refused.diagnostics.map((diagnostic, index) => (
          <li key={index}>
            <code>
              <Inert text={diagnostic.path ?? "rule set"} mono />
              {diagnostic.line !== null && `:${diagnostic.line}`}
              {diagnostic.column !== null && `:${diagnostic.column}`}
            </code>{" "}
            <Inert text={diagnostic.message} limit={400} />
            {diagnostic.hint && <em> <Inert text={diagnostic.hint} limit={300} /></em>}
          </li>
        ))}
      </ol>
    </section>
  );
}
