import { UnstyledButton } from "@mantine/core";
import { useUndo } from "@/undo/UndoProvider";
import classes from "./CopyId.module.css";
import { Icon } from "./Icon";
import { Inert } from "./Inert";

/** An id or a secret with the button that copies it whole. */
export function CopyId({ text, limit = 60 }: { text: string; limit?: number }) {
  const undo = useUndo();
  const copy = () =>
    void navigator.clipboard.writeText(text).then(
      () => undo.notice("Copied"),
      () => undo.notice("The browser refused to copy. Select the text instead"),
    );
  return (
    <span className={classes.id}>
      <Inert text={text} mono limit={limit} />
      <UnstyledButton className={classes.copy} onClick={copy} aria-label="Copy" title="Copy">
        <Icon name="copy" size={13} />
      </UnstyledButton>
    </span>
  );
}
