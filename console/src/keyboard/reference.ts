import { COMMAND_IDS, COMMANDS, GROUPS } from "./commands";

const INTRO = `# The console's keyboard

Every page works without a mouse. Press \`?\` on any page for this map as it is bound in your browser; change any key under
Settings, Appearance. Keys of a sequence are typed one after the other: \`g l\` is \`g\`, then \`l\`. Keys work wherever the
cursor is not in a field; Escape leaves a field.

\`Ctrl\` is Command on a Mac.
`;

function shown(keys: string): string {
  return keys.split(" ").map((key) => `\`${key.startsWith("mod+") ? `Ctrl ${key.slice(4).toUpperCase()}` : key}\``).join(" ");
}

/** docs/reference/keyboard.md, made from the commands so that it can't tell anything else. */
export function keyboardPage(): string {
  const sections = GROUPS.map((group) => {
    const rows = COMMAND_IDS.filter((id) => COMMANDS[id].group === group).map((id) => `| ${shown(COMMANDS[id].keys)} | ${COMMANDS[id].title} |`);
    return `\n## ${group}\n\n| Keys | What they do |\n|---|---|\n${rows.join("\n")}\n`;
  });
  return INTRO + sections.join("") + EXTRA;
}

const EXTRA = `
## Inside controls

| Where | Keys |
|---|---|
| Query | arrows choose a suggestion, \`Tab\` takes it, \`Enter\` runs the query, \`Escape\` leaves it |
| Histogram | arrows move, \`Shift\` with arrows stretches, \`Enter\` narrows the search to the stretch, \`Escape\` lets go |
| Find (\`Ctrl K\`) | arrows choose, \`Enter\` opens |
| Forms that ask for a reason | \`Ctrl Enter\` sends |
`;
