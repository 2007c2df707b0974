import type { CommandId } from "@/keyboard/commands";
import { keyCaps } from "@/keyboard/keymap";
import { useKeyboard } from "@/keyboard/KeyboardProvider";
import classes from "./Keys.module.css";

export function KeyCaps({ keys }: { keys: string }) {
  return (
    <span className={classes.keys}>
      {keyCaps(keys).map((cap, index) => (
        <kbd key={index} className={classes.cap}>
          {cap}
        </kbd>
      ))}
    </span>
  );
}

/** The key of a command as it is bound now. */
export function Keys({ command }: { command: CommandId }) {
  const { keymap } = useKeyboard();
  return <KeyCaps keys={keymap[command]} />;
}
