import type { IconName } from "./Icon";

export type Tone = "block" | "challenge" | "throttle" | "review" | "allow" | "neutral";

interface Look {
  tone: Tone;
  icon: IconName;
}

const KNOWN: Record<string, Look> = {
  block: { tone: "block", icon: "block" },
  reject: { tone: "block", icon: "block" },
  ban: { tone: "block", icon: "block" },
  suspend: { tone: "block", icon: "suspend" },
  suspended: { tone: "block", icon: "suspend" },
  banned: { tone: "block", icon: "block" },
  challenge: { tone: "challenge", icon: "challenge" },
  limited: { tone: "throttle", icon: "throttle" },
  throttle: { tone: "throttle", icon: "throttle" },
  queue: { tone: "review", icon: "review" },
  review: { tone: "review", icon: "review" },
  notify: { tone: "review", icon: "webhooks" },
  label: { tone: "neutral", icon: "label" },
  allow: { tone: "allow", icon: "check" },
  active: { tone: "allow", icon: "check" },
  restored: { tone: "allow", icon: "undo" },
};

/** How a verdict, action type or standing looks. One that rules made up gets the diamond. */
export function lookOf(word: string): Look {
  return KNOWN[word.toLowerCase()] ?? { tone: "neutral", icon: "diamond" };
}

const STRENGTH = ["block", "throttle", "challenge", "review", "neutral", "allow"];

/** Strongest first, as the answer to the platform picks it. */
export function byStrength(a: string, b: string): number {
  return STRENGTH.indexOf(lookOf(a).tone) - STRENGTH.indexOf(lookOf(b).tone) || a.localeCompare(b);
}
