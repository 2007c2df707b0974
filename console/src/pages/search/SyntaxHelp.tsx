import classes from "./Search.module.css";

const LINES: [string, string][] = [
  ["type:login,logout", "one of several values"],
  ["verdict:block", "also surface, rule, shadow, effect, label, source, id, flagged:true"],
  ["account:acc_17", "events about a subject; Device:dev_* for a beginning"],
  ["PromptLength>2000", "a feature against a number: > >= < <="],
  ["Score:0.2..0.5", "a range, both ends included"],
  ["at:2026-03-01..2026-03-02", "received between"],
  ["-surface:api", "a minus leaves out what fits"],
  ["label:*", "has any value"],
  ['"exact words"', "in the event's text"],
];

export function SyntaxHelp() {
  return (
    <div>
      <p className={classes.helpLead}>Tokens are joined by “and”. Quote a value that holds spaces.</p>
      <dl className={classes.help}>
        {LINES.map(([token, meaning]) => (
          <div key={token}>
            <dt><code>{token}</code></dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
