/** Every command that has a key. The keymap page, the `?` sheet and docs/reference/keyboard.md are made from this. */
export interface Command {
  title: string;
  group: "Everywhere" | "Go to" | "Lists" | "Search" | "Live" | "Event" | "View";
  /** Keys as typed one after the other; `mod` is Ctrl, or Command on a Mac. */
  keys: string;
}

export const COMMANDS = {
  "palette.open": { title: "Find anything: page, id, rule", group: "Everywhere", keys: "mod+k" },
  "help.keyboard": { title: "Show the keyboard map", group: "Everywhere", keys: "?" },
  "undo.last": { title: "Undo the action that waits", group: "Everywhere", keys: "u" },
  "go.home": { title: "My work", group: "Go to", keys: "g h" },
  "go.live": { title: "Live", group: "Go to", keys: "g l" },
  "go.search": { title: "Search", group: "Go to", keys: "g s" },
  "go.rules": { title: "Rules", group: "Go to", keys: "g r" },
  "go.webhooks": { title: "Webhooks", group: "Go to", keys: "g w" },
  "go.quarantine": { title: "Quarantine", group: "Go to", keys: "g q" },
  "go.audit": { title: "Audit trail", group: "Go to", keys: "g a" },
  "go.settings": { title: "Settings", group: "Go to", keys: "g ," },
  "list.next": { title: "Next row", group: "Lists", keys: "j" },
  "list.previous": { title: "Previous row", group: "Lists", keys: "k" },
  "list.open": { title: "Open the row", group: "Lists", keys: "Enter" },
  "list.first": { title: "First row", group: "Lists", keys: "g g" },
  "list.last": { title: "Last loaded row", group: "Lists", keys: "G" },
  "search.focus": { title: "Put the cursor in the query", group: "Search", keys: "/" },
  "search.wider": { title: "Twice the time range", group: "Search", keys: "w" },
  "search.clear": { title: "Clear query and filters", group: "Search", keys: "x" },
  "live.pause": { title: "Pause or resume the flow", group: "Live", keys: "p" },
  "event.reveal": { title: "Reveal content (asks for a purpose)", group: "Event", keys: "r" },
  "event.subject": { title: "Open the first subject", group: "Event", keys: "s" },
  "event.features": { title: "Filter the features", group: "Event", keys: "f" },
  "view.copyLink": { title: "Copy a link to this page", group: "View", keys: "y" },
  "view.zone": { title: "Switch between UTC and local time", group: "View", keys: "z" },
  "view.theme": { title: "Next theme: light, dark, system", group: "View", keys: "t" },
} as const satisfies Record<string, Command>;

export type CommandId = keyof typeof COMMANDS;

export const COMMAND_IDS = Object.keys(COMMANDS) as CommandId[];

export const GROUPS: Command["group"][] = ["Everywhere", "Go to", "Lists", "Search", "Live", "Event", "View"];
