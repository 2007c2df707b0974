import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { COMMAND_IDS, COMMANDS } from "./commands";
import { conflict, keyName, keymapWith, match } from "./keymap";
import { keyboardPage } from "./reference";

const keymap = keymapWith({});
const every = () => true;

describe("the shipped keymap", () => {
  it("has no two commands that hide each other", () => {
    for (const id of COMMAND_IDS) expect([id, conflict(keymap, id, keymap[id])]).toEqual([id, null]);
  });

  it("is what the reference page says", () => {
    const page = readFileSync("../docs/reference/keyboard.md", "utf8");
    expect(page, "run `npm run docs:keyboard`").toBe(keyboardPage());
  });
});

describe("typing", () => {
  it("waits at the start of a sequence and finds its end", () => {
    expect(match(keymap, ["g"], every)).toEqual({ kind: "prefix" });
    expect(match(keymap, ["g", "l"], every)).toEqual({ kind: "command", id: "go.live" });
    expect(match(keymap, ["q"], every)).toEqual({ kind: "none" });
  });

  it("finds only what the page offers", () => {
    expect(match(keymap, ["p"], (id) => id !== "live.pause")).toEqual({ kind: "none" });
  });

  it("names keys as the map writes them", () => {
    const press = (key: string, more = {}) => keyName({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });
    expect(press("?")).toBe("?");
    expect(press("K", { ctrlKey: true })).toBe("mod+k");
    expect(press("k", { metaKey: true })).toBe("mod+k");
    expect(press(" ")).toBe("Space");
    expect(press("Shift")).toBeNull();
    expect(press("x", { altKey: true })).toBeNull();
  });
});

describe("remapping", () => {
  it("replaces a key and leaves the rest", () => {
    const own = keymapWith({ "go.live": "1" });
    expect(match(own, ["1"], every)).toEqual({ kind: "command", id: "go.live" });
    expect(own["go.search"]).toBe(COMMANDS["go.search"].keys);
  });

  it("refuses a key that is taken, or that starts another's sequence", () => {
    expect(conflict(keymap, "live.pause", "j")).toBe("list.next");
    expect(conflict(keymap, "live.pause", "g")).not.toBeNull();
    expect(conflict(keymap, "live.pause", "9")).toBeNull();
  });
});
