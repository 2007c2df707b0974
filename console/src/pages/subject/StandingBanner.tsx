import { Button } from "@mantine/core";
import { Fragment, useState } from "react";
import type { SubjectDetail } from "@/api/types";
import { useMay } from "@/app/session";
import { useRevert } from "@/components/Actions";
import { Icon } from "@/components/Icon";
import { Inert } from "@/components/Inert";
import { RuleLink } from "@/components/Links";
import { ReasonForm } from "@/components/ReasonForm";
import { Ago, Timestamp } from "@/components/Timestamp";
import { lookOf } from "@/components/verdicts";
import classes from "./Subject.module.css";

/** What the platform is told about this subject now, until when, and why; with the way to undo it. */
export function StandingBanner({ subject }: { subject: SubjectDetail }) {
  const [asking, setAsking] = useState(false);
  const revert = useRevert();
  const may = useMay("actions:write");
  const { standing } = subject;
  const { tone, icon } = lookOf(standing.state);
  const restricted = standing.state !== "active" && standing.state !== "restored";
  // The standing names its action; the action knows since when and by which rule.
  const action = subject.actions.find((one) => one.id === standing.action);
  return (
    <section className={classes.standing} data-tone={tone} aria-label="Standing">
      <Icon name={icon} size={22} />
      <div className={classes.standingWords}>
        <strong className={classes.standingState}><Inert text={standing.state} limit={40} /></strong>
        <span>
          {restricted ? (
            <>
              {standing.until ? <>until <Timestamp at={standing.until} /> (<Ago at={standing.until} />)</> : "without an end"}
              {action && <>, since <Ago at={action.created_at} /></>}
              {action?.rules.map((rule) => <Fragment key={rule}>, by rule <RuleLink name={rule} /></Fragment>)}
            </>
          ) : (
            "Nothing restricts this subject."
          )}
        </span>
      </div>
      {restricted && standing.action && may && (
        <Button variant="default" size="sm" leftSection={<Icon name="undo" size={15} />} onClick={() => setAsking(true)}>
          Revert
        </Button>
      )}
      {standing.action && (
        <ReasonForm
          opened={asking}
          onClose={() => setAsking(false)}
          title="Lift this standing"
          submit="Revert in 10 seconds"
          onSubmit={(reason) => revert({ id: standing.action ?? "", type: standing.state, subject: subject.subject }, reason)}
        >
          <p>The next decision about this subject sees it within a second, and the platform is told by webhook.</p>
        </ReasonForm>
      )}
    </section>
  );
}
