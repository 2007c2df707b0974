import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { asProblem, type Problem } from "@/api/problem";
import { useCommand } from "@/keyboard/KeyboardProvider";
import { Toasts } from "./Toasts";

/** How long an enforcement action waits before it is sent, and can be taken back without a trace. */
export const UNDO_MS = 10_000;
const NOTICE_MS = 5_000;

export interface Waiting {
  /** What will happen, e.g. "Revert suspension of acc_17". */
  title: string;
  send: () => Promise<unknown>;
  /** What to refetch once it is done. */
  refresh?: readonly (readonly unknown[])[];
}

export type Toast =
  | { id: number; kind: "waiting"; action: Waiting; since: number }
  | { id: number; kind: "sending"; action: Waiting }
  | { id: number; kind: "done"; title: string }
  | { id: number; kind: "failed"; action: Waiting; problem: Problem };

interface Undo {
  /** Sends after ten seconds unless it is undone. Nothing is shown as done before the server said so. */
  schedule(action: Waiting): void;
  notice(title: string): void;
}

const UndoContext = createContext<Undo | null>(null);

export function UndoProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const timers = useRef(new Map<number, number>());
  const lastId = useRef(0);
  const client = useQueryClient();

  const dismiss = useCallback((id: number) => {
    window.clearTimeout(timers.current.get(id));
    timers.current.delete(id);
    setToasts((all) => all.filter((toast) => toast.id !== id));
  }, []);

  const replace = useCallback(
    (id: number, toast: Toast) => {
      setToasts((all) => [...all.filter((other) => other.id !== id), toast]);
      if (toast.kind === "done") timers.current.set(id, window.setTimeout(() => dismiss(id), NOTICE_MS));
    },
    [dismiss],
  );

  const send = useCallback(
    async (id: number, action: Waiting) => {
      window.clearTimeout(timers.current.get(id));
      replace(id, { id, kind: "sending", action });
      try {
        await action.send();
        replace(id, { id, kind: "done", title: `${action.title}: done` });
      } catch (error) {
        replace(id, { id, kind: "failed", action, problem: asProblem(error) });
      }
      await Promise.all((action.refresh ?? []).map((queryKey) => client.invalidateQueries({ queryKey })));
    },
    [client, replace],
  );

  const undo = useMemo<Undo>(
    () => ({
      schedule(action) {
        const id = ++lastId.current;
        setToasts((all) => [...all, { id, kind: "waiting", action, since: Date.now() }]);
        timers.current.set(id, window.setTimeout(() => void send(id, action), UNDO_MS));
      },
      notice(title) {
        const id = ++lastId.current;
        replace(id, { id, kind: "done", title });
      },
    }),
    [replace, send],
  );

  const waiting = toasts.filter((toast) => toast.kind === "waiting");
  const newest = waiting.at(-1);
  useCommand("undo.last", () => newest && dismiss(newest.id), newest !== undefined);

  // Leaving now would drop what waits: the browser asks first.
  useEffect(() => {
    if (waiting.length === 0) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [waiting.length]);

  return (
    <UndoContext value={undo}>
      {children}
      <Toasts toasts={toasts} onDismiss={dismiss} onSend={(id, action) => void send(id, action)} />
    </UndoContext>
  );
}

export function useUndo(): Undo {
  const undo = useContext(UndoContext);
  if (!undo) throw new Error("useUndo needs an UndoProvider above it");
  return undo;
}
