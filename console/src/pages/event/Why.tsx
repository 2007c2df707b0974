import { UnstyledButton } from "@mantine/core";
import { useState } from "react";
import type { Condition, RuleExplanation } from "@/api/types";
import { Badge } from "@/components/Badge";
import { Icon } from "@/components/Icon";
import { Inert } from "@/components/Inert";
import { RuleLink } from "@/components/Links";
import { Panel } from "@/components/Panel";
import { Empty } from "@/components/States";
import classes from "./Event.module.css";

const STATES = {
  held: { tone: "block", icon: "check", word: "held" },
  not: { tone: "neutral", icon: "close", word: "did not hold" },
  failed: { tone: "challenge", icon: "quarantine", word: "could not be judged" },
} as const;

function Mark({ value }: { value: Condition["value"] }) {
  if (value === true) return <span className={classes.mark} data-value="held"><Icon name="check" size={13} label="held" /></span>;
  if (value === false) return <span className={classes.mark} data-value="not"><Icon name="close" size={13} label="did not hold" /></span>;
  return <span className={classes.mark} data-value="failed"><Icon name="question" size={13} label="no value" /></span>;
}

function Rule({ rule }: { rule: RuleExplanation }) {
  const { tone, icon, word } = STATES[rule.state];
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
      <ul className={classes.conditions}>
        {rule.conditions.map((condition, index) => (
          <li key={index}>
            <Mark value={condition.value} />
            <code><Inert text={condition.text} limit={400} /></code>
          </li>
        ))}
      </ul>
    </li>
  );
}

/** Every rule of the set and how each of its conditions came out, those that held first. */
export function Why({ rules }: { rules: RuleExplanation[] }) {
  const [all, setAll] = useState(false);
  const fired = rules.filter((rule) => rule.state !== "not");
  const rest = rules.filter((rule) => rule.state === "not");
  const ordered = [...fired].sort((a, b) => Number(a.state === "failed") - Number(b.state === "failed"));
  return (
    <Panel title="Why" aside={`${fired.filter((rule) => rule.state === "held").length} of ${rules.length} rules held`}>
      {rules.length === 0 && <Empty icon="rules" title="No rule judged this event">No rule set was active when it arrived.</Empty>}
      {rules.length > 0 && fired.length === 0 && <p className={classes.dim}>No rule held, so nothing followed.</p>}
      <ul className={classes.ruleList}>
        {ordered.map((rule) => <Rule key={rule.name} rule={rule} />)}
        {all && rest.map((rule) => <Rule key={rule.name} rule={rule} />)}
      </ul>
      {rest.length > 0 && (
        <UnstyledButton className={classes.showAll} onClick={() => setAll(!all)} aria-expanded={all}>
          <Icon name={all ? "up" : "down"} size={13} /> {all ? "Hide" : "Show"} the {rest.length} rules that did not hold
        </UnstyledButton>
      )}
    </Panel>
  );
}
