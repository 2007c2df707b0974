import { Button, Modal, Textarea } from "@mantine/core";
import { type ReactNode, useState } from "react";

interface ReasonFormProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** What will happen, said before it is asked for. */
  children?: ReactNode;
  submit: string;
  onSubmit: (reason: string) => void;
}

/** Asks why. Every reversal and every hand-set label carries its reason on the audit trail. */
export function ReasonForm({ opened, onClose, title, children, submit, onSubmit }: ReasonFormProps) {
  const [reason, setReason] = useState("");
  const send = () => {
    if (reason.trim().length < 3) return;
    onSubmit(reason.trim());
    setReason("");
    onClose();
  };
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        {children}
        <Textarea
          data-autofocus
          label="Reason"
          description="Kept on the audit trail. Ctrl Enter sends."
          autosize
          minRows={2}
          maxLength={500}
          required
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && send()}
        />
        <Button type="submit" mt="md" disabled={reason.trim().length < 3}>{submit}</Button>
      </form>
    </Modal>
  );
}
