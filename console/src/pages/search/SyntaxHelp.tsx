import classes from "./Search.module.css";

const LINES: [string, string][] = [
  ["type:login", "events of a type; also surface:, verdict:, rule:, shadow:, source:, id:"],
  ["subject:Account/acc_17", "events about a subject"],
  ["PromptLength>2000", "a feature against a number: > >= < <= ="],
  ["Country:NL", "a feature's value"],
  ["-surface:api", "a minus leaves out what fits"],
  ['"exact words"', "text anywhere in the event's metadata"],
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
