import { Button } from "@mantine/core";
import { type KeyboardEvent, useState } from "react";
import { KeyCaps } from "@/components/Keys";
import { Panel } from "@/components/Panel";
import { COMMAND_IDS, type CommandId, COMMANDS, GROUPS } from "@/keyboard/commands";
import { conflict, keyName } from "@/keyboard/keymap";
import { useKeyboard } from "@/keyboard/KeyboardProvider";
import { setPreferences, usePreferences } from "@/theme/preferences";
import classes from "./Settings.module.css";

const MOST_KEYS = 2;

interface CaptureProps {
  id: CommandId;
  onDone: (keys: string | null) => void;
}

/** Takes the next one or two keys; Enter ends a single one early, Escape leaves things as they were. */
function Capture({ id, onDone }: CaptureProps) {
  const [typed, setTyped] = useState<string[]>([]);
  const { keymap } = useKeyboard();
  const taken = typed.length > 0 ? conflict(keymap, id, typed.join(" ")) : null;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") return onDone(null);
    if (event.key === "Backspace") return setTyped([]);
    if (event.key === "Enter" && typed.length > 0) {
      if (!taken) onDone(typed.join(" "));
      return;
    }
    const name = keyName(event);
    if (name && typed.length < MOST_KEYS) setTyped([...typed, name]);
  };
  return (
    <span className={classes.capture}>
      <input
        autoFocus
        readOnly
        className={classes.captureField}
        value={typed.join(" ")}
        placeholder="Type one or two keys"
        aria-label={`New keys for ${COMMANDS[id].title}`}
        onKeyDown={onKeyDown}
      />
      <span className={classes.captureHint} role="status">
        {taken ? `Taken by “${COMMANDS[taken].title}”` : typed.length > 0 ? "Enter keeps it" : "Escape leaves it"}
      </span>
      <Button size="compact-xs" disabled={typed.length === 0 || taken !== null} onClick={() => onDone(typed.join(" "))}>Keep</Button>
      <Button size="compact-xs" variant="subtle" onClick={() => onDone(null)}>Cancel</Button>
    </span>
  );
}

export function KeymapEditor() {
  const { keymap: overrides } = usePreferences();
  const { keymap } = useKeyboard();
  const [editing, setEditing] = useState<CommandId | null>(null);
  const set = (id: CommandId, keys: string | null) => {
    const next = { ...overrides };
    if (keys === null || keys === COMMANDS[id].keys) delete next[id];
    else next[id] = keys;
    setPreferences({ keymap: next });
  };
  return (
    <Panel
      title="Keyboard"
      aside={Object.keys(overrides).length > 0 && <Button variant="subtle" size="compact-xs" onClick={() => setPreferences({ keymap: {} })}>Back to the shipped keys</Button>}
    >
      <div className={classes.keymap}>
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            {COMMAND_IDS.filter((id) => COMMANDS[id].group === group).map((id) => (
              <div key={id} className={classes.binding}>
                <span>{COMMANDS[id].title}</span>
                {editing === id ? (
                  <Capture
                    id={id}
                    onDone={(keys) => {
                      if (keys !== null) set(id, keys);
                      setEditing(null);
                    }}
                  />
                ) : (
                  <span className={classes.capture}>
                    <KeyCaps keys={keymap[id]} />
                    {overrides[id] && <Button size="compact-xs" variant="subtle" onClick={() => set(id, null)}>Reset</Button>}
                    <Button size="compact-xs" variant="default" aria-label={`Change the keys of ${COMMANDS[id].title}`} onClick={() => setEditing(id)}>Change</Button>
                  </span>
                )}
              </div>
            ))}
          </section>
        ))}
      </div>
    </Panel>
  );
}
