import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import { usePreferences } from "@/theme/preferences";
import type { CommandId } from "./commands";
import { type Keymap, keyName, keymapWith, match } from "./keymap";

type Handler = () => void;

interface Keyboard {
  keymap: Keymap;
  /** Keys typed of a sequence not finished yet. */
  pending: readonly string[];
  register(id: CommandId, handler: Handler): () => void;
  run(id: CommandId): void;
}

const KeyboardContext = createContext<Keyboard | null>(null);
const SEQUENCE_MS = 1200;

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

/** A control that Enter or Space works on keeps them; letters still reach the page. */
function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("a,button,[role=option],[role=menuitem],summary") !== null;
}

export function KeyboardProvider({ children }: { children: ReactNode }) {
  const { keymap: overrides } = usePreferences();
  const keymap = useMemo(() => keymapWith(overrides), [overrides]);
  const [pending, setPending] = useState<readonly string[]>([]);
  // The last to register wins, so a dialog's command covers the page's and gives it back when it closes.
  const handlers = useRef(new Map<CommandId, Handler[]>());

  const keyboard = useMemo<Keyboard>(
    () => ({
      keymap,
      pending,
      register(id, handler) {
        handlers.current.set(id, [...(handlers.current.get(id) ?? []), handler]);
        return () => {
          const left = (handlers.current.get(id) ?? []).filter((other) => other !== handler);
          if (left.length > 0) handlers.current.set(id, left);
          else handlers.current.delete(id);
        };
      },
      run: (id) => handlers.current.get(id)?.at(-1)?.(),
    }),
    [keymap, pending],
  );

  useEffect(() => {
    let typed: string[] = [];
    let timer = 0;
    const forget = () => {
      typed = [];
      setPending([]);
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const name = keyName(event);
      if (name === null) return;
      if (isTyping(event.target) && !name.startsWith("mod+")) return;
      if ((name === "Enter" || name === "Space") && isControl(event.target)) return;
      if (document.querySelector("[role=dialog]") && !name.startsWith("mod+")) return;

      window.clearTimeout(timer);
      typed = [...typed, name];
      let found = match(keymap, typed, (id) => handlers.current.has(id));
      if (found.kind === "none" && typed.length > 1) {
        typed = [name];
        found = match(keymap, typed, (id) => handlers.current.has(id));
      }
      if (found.kind === "prefix") {
        setPending(typed);
        timer = window.setTimeout(forget, SEQUENCE_MS);
        event.preventDefault();
        return;
      }
      forget();
      if (found.kind === "command") {
        event.preventDefault();
        handlers.current.get(found.id)?.at(-1)?.();
      }
    };
    window.addEventListener("keydown", onKeyDown);
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener("keydown", onKeyDown);
    };
  }, [keymap]);

  return <KeyboardContext value={keyboard}>{children}</KeyboardContext>;
}

export function useKeyboard(): Keyboard {
  const keyboard = useContext(KeyboardContext);
  if (!keyboard) throw new Error("useKeyboard needs a KeyboardProvider above it");
  return keyboard;
}

/** Binds a command while the component is mounted and `enabled`. */
export function useCommand(id: CommandId, handler: Handler, enabled = true): void {
  const { register } = useKeyboard();
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  // `register` works on a ref: its identity changes with the pending keys, its effect doesn't.
  const registerRef = useRef(register);
  useEffect(() => (enabled ? registerRef.current(id, () => latest.current()) : undefined), [id, enabled]);
}
