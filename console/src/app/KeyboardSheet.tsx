import { Modal } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { KeyCaps } from "@/components/Keys";
import { COMMAND_IDS, COMMANDS, GROUPS } from "@/keyboard/commands";
import { useKeyboard } from "@/keyboard/KeyboardProvider";
import classes from "./KeyboardSheet.module.css";

export function KeyboardSheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { keymap } = useKeyboard();
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard map" size={820}>
      <div className={classes.groups}>
        {GROUPS.map((group) => (
          <section key={group} className={classes.group}>
            <h3 className={classes.title}>{group}</h3>
            {COMMAND_IDS.filter((id) => COMMANDS[id].group === group).map((id) => (
              <div key={id} className={classes.row}>
                <span>{COMMANDS[id].title}</span>
                <KeyCaps keys={keymap[id]} />
              </div>
            ))}
          </section>
        ))}
      </div>
      <p className={classes.foot}>
        Every key can be changed under <Link to="/settings/appearance" onClick={onClose}>Settings, Appearance</Link>.
      </p>
    </Modal>
  );
}
