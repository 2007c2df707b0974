import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { Icon } from "@/components/Icon";
import { Inert } from "@/components/Inert";
import { Keys } from "@/components/Keys";
import classes from "./Toasts.module.css";
import { type Toast, UNDO_MS, type Waiting } from "./UndoProvider";

interface ToastsProps {
  toasts: Toast[];
  onDismiss: (id: number) => void;
  onSend: (id: number, action: Waiting) => void;
}

function SecondsLeft({ since }: { since: number }) {
  const [left, setLeft] = useState(UNDO_MS);
  useEffect(() => {
    const timer = window.setInterval(() => setLeft(Math.max(0, since + UNDO_MS - Date.now())), 250);
    return () => window.clearInterval(timer);
  }, [since]);
  return <span className={classes.seconds}>sends in {Math.ceil(left / 1000)} s</span>;
}

function Body({ toast, onDismiss, onSend }: { toast: Toast } & Omit<ToastsProps, "toasts">) {
  switch (toast.kind) {
    case "waiting":
      return (
        <>
          <div className={classes.words}>
            <Inert text={toast.action.title} />
            <SecondsLeft since={toast.since} />
          </div>
          <Button variant="default" leftSection={<Icon name="undo" size={14} />} onClick={() => onDismiss(toast.id)}>
            Undo <span className={classes.key}><Keys command="undo.last" /></span>
          </Button>
          <Button variant="subtle" onClick={() => onSend(toast.id, toast.action)}>Send now</Button>
          <span className={classes.countdown} />
        </>
      );
    case "sending":
      return <div className={classes.words}><Inert text={toast.action.title} /><span className={classes.seconds}>sending…</span></div>;
    case "done":
      return (
        <>
          <Icon name="check" />
          <div className={classes.words}><Inert text={toast.title} /></div>
        </>
      );
    case "failed":
      return (
        <>
          <Icon name="quarantine" />
          <div className={classes.words}>
            <span><Inert text={toast.action.title} />: not done</span>
            <span className={classes.seconds}><Inert text={`${toast.problem.title}. ${toast.problem.detail}`} /></span>
          </div>
          <Button variant="default" onClick={() => onSend(toast.id, toast.action)}>Try again</Button>
          <Button variant="subtle" onClick={() => onDismiss(toast.id)}>Close</Button>
        </>
      );
  }
}

export function Toasts({ toasts, onDismiss, onSend }: ToastsProps) {
  return (
    <div className={classes.stack} role="status" aria-live="polite">
      {toasts.map((toast) => (
        <div key={toast.id} className={classes.toast} data-kind={toast.kind}>
          <Body toast={toast} onDismiss={onDismiss} onSend={onSend} />
        </div>
      ))}
    </div>
  );
}
