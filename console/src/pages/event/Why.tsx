import { UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { asProblem } from "@/api/problem";
import type { Condition, Decision, EventDetail, RuleExplanation } from "@/api/types";
import { Badge } from "@/components/Badge";
import { Icon, type IconName } from "@/components/Icon";
import { Inert } from "@/components/Inert";
import { RuleLink } from "@/components/Links";
import { Panel } from "@/components/Panel";
import { Empty, Loading } from "@/components/States";
import type { Tone } from "@/components/verdicts";
import classes from "./Event.module.css";

const STATES: Record<string, { tone: Tone; icon: IconName; word: string }> = {
  held: { tone: "block", icon: "check", word: "held" },
  not: { tone: "neutral", icon: "close", word: "did not hold" },
  failed: { tone: "challenge", icon: "quarantine", word: "could not be judged" },
  not_evaluated: { tone: "neutral", icon: "question", word: "was not looked at" },
};

function Mark({ value }: { value: Condition["value"] }) {
  if (value === true) return <span className={classes.mark} data-value="held"><Icon name="check" size={13} label="held" /></span>;
  if (value === false) return <span className={classes.mark} data-value="not"><Icon name="close" size={13} label="did not hold" /></span>;
  return <span className={classes.mark} data-value="failed"><Icon name="question" size={13} label="no value" /></span>;
}

function Rule({ rule }: { rule: RuleExplanation }) {
  const { tone, icon, word } = STATES[rule.state] ?? { tone: "neutral", icon: "question", word: rule.state };
  return (
    <li className={classes.ruleItem}>
      <div className={classes.ruleHead}>
        <Badge tone={tone} icon={icon}>{word}</Badge>
        <strong><RuleLink name={rule.name} /></strong>
        {rule.mode === "shadow" && <Badge tone="neutral" icon="shadow">shadow: recorded, never applied</Badge>}
        {rule.severity && <span className={classes.dim}>severity <Inert text={rule.severity} /></span>}
        {rule.policy && <span className={classes.dim}>policy <Inert text={rule.policy} mono /></span>}
      </div>
      {rule.description && <p className={classes.description}><Inert text={rule.description} limit={400} /></p>}
      {rule.conditions.length > 0 && (
        <ul className={classes.conditions}>
          {rule.conditions.map((condition, index) => (
            <li key={index}>
              <Mark value={condition.value} />
              <code><Inert text={condition.text} limit={400} /></code>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** What is known where the explanation is gone: the rules that held, from the event itself. */
function withoutConditions(event: EventDetail): RuleExplanation[] {
  return event.rules.map((rule) => ({
    ...rule, mode: rule.shadow ? "shadow" : "live", state: "held", owner: null, path: "", line: 0, conditions: [],
  }));
}

interface WhyProps {
  event: EventDetail;
  decision: Decision | undefined;
  error: unknown;
}

/** Every rule of the set and how each of its conditions came out, those that held first. */
export function Why({ event, decision, error }: WhyProps) {
  const [all, setAll] = useState(false);
  if (!decision && !error) return <Panel title="Why"><Loading rows={5} /></Panel>;
  const rules = decision?.rules ?? withoutConditions(event);
  const held = rules.filter((rule) => rule.state === "held");
  // A rule fails where a field is absent that it needs, which is ordinary: such rules come first among the rest.
  const failed = rules.filter((rule) => rule.state === "failed");
  const rest = [...failed, ...rules.filter((rule) => rule.state !== "held" && rule.state !== "failed")];
  return (
    <Panel title="Why" aside={decision ? `${held.length} of ${rules.length} rules held` : `${held.length} rules held`}>
      {!decision && (
        <p className={classes.dim}>Conditions can't be shown: <Inert text={asProblem(error).title} />. The rules that held are from the event's own record.</p>
      )}
      {decision && !decision.conditions_known && (
        <p className={classes.dim}>What the conditions came to is gone with the content it was made from; which rules held stays.</p>
      )}
      {rules.length === 0 && <Empty icon="rules" title="No rule judged this event">No rule set was active when it arrived, or none of its rules is about events like this.</Empty>}
      {rules.length > 0 && held.length === 0 && <p className={classes.dim}>No rule held, so nothing followed.</p>}
      <ul className={classes.ruleList}>
        {held.map((rule) => <Rule key={rule.name} rule={rule} />)}
        {all && rest.map((rule) => <Rule key={rule.name} rule={rule} />)}
      </ul>
      {rest.length > 0 && (
        <UnstyledButton className={classes.showAll} onClick={() => setAll(!all)} aria-expanded={all}>
          <Icon name={all ? "up" : "down"} size={13} /> {all ? "Hide" : "Show"} the {rest.length} rules that did not hold
          {failed.length > 0 && `, ${failed.length} of them for want of a value`}
        </UnstyledButton>
      )}
    </Panel>
  );
}
