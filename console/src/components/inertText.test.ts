import { describe, expect, it } from "vitest";
import { clip, defang, pieces } from "./inertText";

describe("pieces", () => {
  it("leaves ordinary text of any script whole", () => {
    for (const text of ["acc_17", "Ünïcödé — ok", "שלום", "日本語\nline two\ttab", "a <b>&amp;</b>"]) {
      expect(pieces(text)).toEqual([{ text, kind: "plain" }]);
    }
  });

  it("names what reorders, hides and controls", () => {
    expect(pieces("abc\u202Egnp.exe")).toEqual([
      { text: "abc", kind: "plain" },
      { text: "RLO", kind: "bidi" },
      { text: "gnp.exe", kind: "plain" },
    ]);
    expect(pieces("a\u200Bb\u0000\u{E0041}\uD800").map((piece) => [piece.text, piece.kind])).toEqual([
      ["a", "plain"],
      ["ZWSP", "invisible"],
      ["b", "plain"],
      ["U+0000", "control"],
      ["U+E0041", "invisible"],
      ["U+D800", "control"],
    ]);
  });

  it("keeps a joiner inside an emoji and names it between letters", () => {
    expect(pieces("👩\u200D💻")).toHaveLength(1);
    expect(pieces("a\u200Db")).toHaveLength(3);
  });

  it("never loses a plain character", () => {
    const text = Array.from({ length: 0x2100 }, (_, code) => String.fromCharCode(code)).join("");
    const shown = pieces(text);
    const special = shown.filter((piece) => piece.kind !== "plain").length;
    const plain = shown.filter((piece) => piece.kind === "plain").map((piece) => piece.text).join("").length;
    expect(plain + special).toBe(text.length);
  });
});

it("clips between characters", () => {
  expect(clip("ab😀", 3)).toBe("ab");
  expect(clip("ab😀", 4)).toBe("ab😀");
});

describe("defang", () => {
  it("breaks every address and nothing else", () => {
    expect(defang("see https://a.example/x.html and HTTP://b.c?d")).toBe("see hxxps://a[.]example/x.html and HxxP://b[.]c?d");
    expect(defang("no link here: http, https")).toBe("no link here: http, https");
  });
});
