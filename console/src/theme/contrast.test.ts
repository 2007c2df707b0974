import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** WCAG 2.2 AA for text below 24 px. */
const LEAST = 4.5;
const CSS = readFileSync("src/theme/tokens.css", "utf8");

function tokens(selector: string): Map<string, string> {
  const start = CSS.indexOf(selector);
  const block = CSS.slice(CSS.indexOf("{", start), CSS.indexOf("}", start));
  return new Map([...block.matchAll(/--rs-([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [name ?? "", value ?? ""]));
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

const GROUNDS = ["ground", "surface", "raised", "sunken", "hover", "selected"];
const TEXTS = ["text", "text-2", "text-3", "tide"];
const TONES = ["allow", "review", "challenge", "throttle", "block"];
const CODE = ["keyword", "string", "number", "function", "comment", "rule"];

describe.each([
  ["light", '[data-mantine-color-scheme="light"]'],
  ["dark", '[data-mantine-color-scheme="dark"]'],
])("%s", (_, selector) => {
  const palette = tokens(selector);
  const pairs = [
    ...TEXTS.flatMap((text) => GROUNDS.map((ground) => [text, ground])),
    ...TONES.flatMap((tone) => [[tone, `${tone}-soft`], [tone, "surface"], [tone, "ground"], ["text", `${tone}-soft`], ["text-2", `${tone}-soft`], ["tide", `${tone}-soft`]]),
    ...CODE.flatMap((kind) => [[`code-${kind}`, "sunken"], [`code-${kind}`, "selected"]]),
    ["nav-text", "nav-ground"],
    ["nav-text", "nav-active"],
  ] as [string, string][];

  it.each(pairs)("%s can be read on %s", (text, ground) => {
    const [ink, paper] = [palette.get(text), palette.get(ground)];
    expect([text, ground, ink !== undefined, paper !== undefined]).toEqual([text, ground, true, true]);
    expect(contrast(ink ?? "", paper ?? "")).toBeGreaterThanOrEqual(LEAST);
  });
});
