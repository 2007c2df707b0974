import { describe, expect, it } from "vitest";
import { parseSearch, pickText, stringifySearch } from "@/app/searchParams";
import { intervalOf, requestOf, SEARCH_FIELDS, spanOf, wider, withContent, withToken } from "./searchState";
import { suggest } from "./suggest";

const NOW = Date.parse("2026-03-04T12:00:00Z");

describe("the address of a search", () => {
  it("survives being written and read, whatever it holds", () => {
    for (const q of ['verdict:block "a & b=c"', "PromptLength>2000", "<script>", "100%", "ü\u202E"]) {
      const state = { q, range: "7d" };
      expect(pickText(parseSearch(stringifySearch(state)), SEARCH_FIELDS)).toEqual(state);
    }
  });

  it("drops what is no part of it", () => {
    expect(pickText({ q: "x", evil: "y", range: 3 }, SEARCH_FIELDS)).toEqual({ q: "x" });
  });
});

describe("a search of content", () => {
  it("keeps its purpose in the address and in the request, and leaves with it", () => {
    const state = { q: "word", ...withContent("appeal", " case-7 ") };
    const read = pickText(parseSearch(stringifySearch(state)), SEARCH_FIELDS);
    expect(read).toEqual({ q: "word", content: "true", purpose: "appeal", reference: "case-7" });
    expect(requestOf(read, spanOf(read, NOW))).toMatchObject({ content: true, purpose: "appeal", reference: "case-7" });
    expect(stringifySearch({ ...state, ...withContent() })).toBe(stringifySearch({ q: "word" }));
  });

  it("asks for no content without a purpose", () => {
    for (const state of [{ content: "true" }, { purpose: "appeal" }, { content: "no", purpose: "appeal" }]) {
      expect(requestOf(state, spanOf(state, NOW))).not.toHaveProperty("content");
    }
  });
});

describe("time", () => {
  it("reaches back from now, a day when nothing is said", () => {
    expect(spanOf({}, NOW)).toEqual({ from: "2026-03-03T12:00:00.000Z", to: "2026-03-04T12:00:00.000Z" });
    expect(spanOf({ range: "1h" }, NOW).from).toBe("2026-03-04T11:00:00.000Z");
    expect(spanOf({ range: "nonsense" }, NOW).from).toBe("2026-03-03T12:00:00.000Z");
  });

  it("keeps a stretch of its own", () => {
    const own = { from: "2026-01-01T00:00:00.000Z", to: "2026-01-01T01:00:00.000Z" };
    expect(spanOf({ ...own, range: "7d" }, NOW)).toEqual(own);
    expect(wider(own, NOW).from).toBe("2025-12-31T23:00:00.000Z");
    expect(wider({ range: "30d" }, NOW).range).toBe("30d");
  });

  it("makes a readable number of bars of any length", () => {
    for (const seconds of [1, 60, 900, 86_400, 30 * 86_400, 365 * 86_400]) {
      const span = { from: new Date(NOW - seconds * 1000).toISOString(), to: new Date(NOW).toISOString() };
      expect(seconds / intervalOf(span)).toBeLessThanOrEqual(96);
    }
  });

  it("sends instants and never a relative range", () => {
    const request = requestOf({ range: "1h", q: "x" }, spanOf({ range: "1h" }, NOW));
    expect(request).toMatchObject({ q: "x", from: "2026-03-04T11:00:00.000Z" });
    expect(request).not.toHaveProperty("range");
  });
});

describe("tokens", () => {
  it("are added once, quoted where they would fall apart", () => {
    expect(withToken("a", "type", "login")).toBe("a type:login");
    expect(withToken("type:login", "type", "login")).toBe("type:login");
    expect(withToken(undefined, "source", 'a "b" c')).toBe('source:"a \\"b\\" c"');
  });

  const vocabulary = { fields: [{ name: "verdict", hint: "" }, { name: "type", hint: "" }], values: { verdict: ["block", "review"] } };

  it("are completed under the caret and leave the rest alone", () => {
    const text = "type:x ver rest";
    const found = suggest(text, 10, vocabulary);
    expect(text.slice(found.start, found.end)).toBe("ver");
    expect(found.options.map((option) => option.text)).toEqual(["verdict:"]);
  });

  it("offer values after their field, also when left out with a minus", () => {
    expect(suggest("verdict:b", 9, vocabulary).options.map((option) => option.text)).toEqual(["verdict:block "]);
    expect(suggest("-verdict:re", 11, vocabulary).options.map((option) => option.text)).toEqual(["-verdict:review "]);
    expect(suggest("", 0, vocabulary).options).toEqual([]);
  });
});
