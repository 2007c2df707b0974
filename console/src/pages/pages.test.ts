import { describe, expect, it } from "vitest";
import type { Json } from "@/api/types";
import { attention } from "./home/attention";
import { turnsOf } from "./event/turns";
import { graphElements, nodeLabel } from "./subject/graphElements";

describe("turns of a conversation", () => {
  it("come in the order they were said", () => {
    const turns = turnsOf({
      prompt: { system: "be kind", text: "hi" },
      tool: { name: "fetch", arguments: { url: "u" }, result: "<h1>" },
      completion: { text: "no", refused: true },
    });
    expect(turns.map((turn) => turn.role)).toEqual(["system", "user", "tool-call", "tool-result", "assistant"]);
    expect(turns.at(-1)?.note).toBe("refused");
  });

  it("are read from GenAI messages with parts", () => {
    const turns = turnsOf({
      gen_ai: {
        input: [{ role: "user", parts: [{ type: "text", content: "q" }] }, { role: "assistant", parts: [{ type: "tool_call", name: "t", arguments: { a: 1 } }] }],
        output: [{ role: "assistant", content: "a" }],
      },
    });
    expect(turns.map((turn) => [turn.role, turn.text])).toEqual([["user", "q"], ["tool-call", '{\n  "a": 1\n}'], ["assistant", "a"]]);
  });

  it("are none where the event is no conversation, whatever its shape", () => {
    const shapes: Json[] = [null, 3, "x", [], {}, { prompt: null, tool: 4, gen_ai: { input: "x" } }];
    for (const data of shapes) expect(turnsOf(data)).toEqual([]);
  });
});

describe("what needs attention", () => {
  const nothing = { live: undefined, rules: undefined, quarantined: [], moreQuarantined: false, now: 0 };
  it("is nothing when all is well", () => {
    expect(attention(nothing)).toEqual([]);
  });

  it("puts the most urgent first", () => {
    const items = attention({
      ...nothing,
      live: { parts: [{ name: "lake", state: "degraded", detail: "" }], lag: { dead_letters: 2 } } as never,
      rules: { rule_set: "rs_1", rules: [{ name: "R", expires: new Date(1000).toISOString() }], refused: { at: "", diagnostics: [] } } as never,
    });
    expect(items.map((item) => item.id)).toEqual(["refused", "dead", "part lake", "expiring"]);
    expect(items[1]?.title).toBe("2 messages were never delivered");
  });
});

describe("the graph of linked subjects", () => {
  it("has each subject once and an edge for each link", () => {
    const link = (subject: string, via: string | null) => ({ subject, via, events: 3, first: "", last: "" });
    const elements = graphElements("Account/a", [link("Network/n", null), link("Account/b", "Network/n")]);
    expect(elements.map((element) => element.data.id)).toEqual(["Account/a", "Network/n", "Account/b", "edge 0", "edge 1"]);
    expect(elements.at(-1)?.data).toMatchObject({ source: "Network/n", target: "Account/b" });
  });

  it("names hidden characters in labels too", () => {
    expect(nodeLabel("Device/a\u202Eb")).toBe("a[RLO]b");
  });
});
