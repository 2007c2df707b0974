import { COMMANDS, COMMAND_IDS, type CommandId } from "./commands";

export type Keymap = Record<CommandId, string>;

export function keymapWith(overrides: Record<string, string>): Keymap {
  return Object.fromEntries(COMMAND_IDS.map((id) => [id, overrides[id] ?? COMMANDS[id].keys])) as Keymap;
}

interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/**
 * The name of a key press in a keymap, or null for one that no command may take (a bare modifier, an Alt combination).
 * Shift shows only in what it types: `?`, `G`.
 */
export function keyName(press: KeyPress): string | null {
  if (press.altKey || ["Shift", "Control", "Meta", "Alt", "Dead", "Process"].includes(press.key)) return null;
  const key = press.key === " " ? "Space" : press.key;
  return press.ctrlKey || press.metaKey ? `mod+${key.toLowerCase()}` : key;
}

export type Match = { kind: "command"; id: CommandId } | { kind: "prefix" } | { kind: "none" };

/** What the keys typed so far mean. A whole command wins over being the start of a longer one. */
export function match(keymap: Keymap, typed: readonly string[], active: (id: CommandId) => boolean): Match {
  const sequence = typed.join(" ");
  let prefix = false;
  for (const id of COMMAND_IDS) {
    if (!active(id)) continue;
    if (keymap[id] === sequence) return { kind: "command", id };
    if (keymap[id].startsWith(`${sequence} `)) prefix = true;
  }
  return prefix ? { kind: "prefix" } : { kind: "none" };
}

/** The command that a new binding would collide with: the same keys, or one being the start of the other. */
export function conflict(keymap: Keymap, id: CommandId, keys: string): CommandId | null {
  for (const other of COMMAND_IDS) {
    if (other === id) continue;
    const theirs = keymap[other];
    if (theirs === keys || theirs.startsWith(`${keys} `) || keys.startsWith(`${theirs} `)) return other;
  }
  return null;
}

const isMac = typeof navigator !== "undefined" && /mac|iphone|ipad/i.test(navigator.userAgent);

/** The keys of a binding as a person reads them: `mod+k` becomes `Ctrl K`. */
export function keyCaps(keys: string): string[] {
  return keys.split(" ").flatMap((key) => {
    if (key.startsWith("mod+")) return [isMac ? "⌘" : "Ctrl", key.slice(4).toUpperCase()];
    return [key];
  });
}
