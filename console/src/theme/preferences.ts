import { useSyncExternalStore } from "react";

/** What one person chose for this browser. Nothing here is needed by the server. */
export interface Preferences {
  zone: "utc" | "local";
  density: "comfortable" | "compact";
  /** Command id to key sequence, only where it differs from the shipped keymap. */
  keymap: Record<string, string>;
  newcomerDone: boolean;
}

const STORAGE_KEY = "redshank.preferences";
const DEFAULTS: Preferences = { zone: "utc", density: "comfortable", keymap: {}, newcomerDone: false };

let current = read();
const listeners = new Set<() => void>();

function read(): Preferences {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "{}");
    return { ...DEFAULTS, ...(typeof stored === "object" && stored !== null ? stored : {}) };
  } catch {
    // Storage that is blocked or holds something else costs the choices, not the console.
    return DEFAULTS;
  }
}

export function getPreferences(): Preferences {
  return current;
}

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(current));
  } catch {
    // The choice still holds for this tab.
  }
  listeners.forEach((listener) => listener());
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
