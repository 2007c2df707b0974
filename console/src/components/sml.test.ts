import { expect, it } from "vitest";
import { tokenize, tokenLines } from "./sml";

const SOURCE = `# a note\nA: int = Count(by=[X], within=TimeDelta(minutes=10))\nR = Rule(when_all=[A >= 6 and not B], description=f'{A} "tries"')\n`;

it("loses no character of the source", () => {
  for (const source of [SOURCE, "'open", 'f"""never closed\n x', "\\ \u0000 %%", ""]) {
    expect(tokenize(source).map((token) => token.text).join("")).toBe(source);
    expect(tokenLines(source).map((line) => line.map((token) => token.text).join("")).join("\n")).toBe(source);
  }
});

it("knows comments, strings, numbers, words of the language and calls", () => {
  const kinds = new Map(tokenize(SOURCE).map((token) => [token.text, token.kind]));
  expect(kinds.get("# a note")).toBe("comment");
  expect(kinds.get("Count")).toBe("call");
  expect(kinds.get("Rule")).toBe("rule");
  expect(kinds.get("within")).toBe("argument");
  expect(kinds.get("10")).toBe("number");
  expect(kinds.get("not")).toBe("keyword");
  expect(kinds.get(`f'{A} "tries"'`)).toBe("string");
});
