/**
 * Turning text that others wrote into pieces that can be shown without effect on the page: characters that reorder,
 * hide or control are named instead of obeyed, and addresses are defanged.
 */
export interface Piece {
  text: string;
  /** `plain` is shown as it is; the others stand for one character, named in `text`. */
  kind: "plain" | "bidi" | "invisible" | "control";
}

const NAMES: Record<number, string> = {
  0x00ad: "SHY", 0x061c: "ALM", 0x180e: "MVS", 0x200b: "ZWSP", 0x200c: "ZWNJ", 0x200d: "ZWJ", 0x200e: "LRM",
  0x200f: "RLM", 0x2028: "LS", 0x2029: "PS", 0x202a: "LRE", 0x202b: "RLE", 0x202c: "PDF", 0x202d: "LRO",
  0x202e: "RLO", 0x2060: "WJ", 0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0xfeff: "BOM",
};

function kindOf(code: number): Piece["kind"] {
  if (code === 0x09 || code === 0x0a) return "plain";
  if (code < 0x20 || (code >= 0x7f && code <= 0x9f) || code === 0x2028 || code === 0x2029) return "control";
  if ((code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)) return "bidi";
  if (code === 0x200e || code === 0x200f || code === 0x061c) return "bidi";
  if ((code >= 0x200b && code <= 0x200d) || (code >= 0x2060 && code <= 0x2064)) return "invisible";
  if (code === 0x00ad || code === 0x180e || code === 0xfeff || (code >= 0xe0000 && code <= 0xe007f)) return "invisible";
  if (code >= 0xd800 && code <= 0xdfff) return "control";
  return "plain";
}

/** A joiner inside an emoji sequence is part of a glyph, not a hidden character. */
function joinsEmoji(before: string): boolean {
  return /(\p{Extended_Pictographic}|\uFE0F|\p{Emoji_Modifier})$/u.test(before);
}

export function pieces(text: string): Piece[] {
  const result: Piece[] = [];
  let plain = "";
  const flush = () => {
    if (plain) result.push({ text: plain, kind: "plain" });
    plain = "";
  };
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const kind = kindOf(code);
    if (kind === "plain" || (code === 0x200d && joinsEmoji(plain))) {
      plain += character;
      continue;
    }
    flush();
    result.push({ text: NAMES[code] ?? `U+${code.toString(16).toUpperCase().padStart(4, "0")}`, kind });
  }
  flush();
  return result;
}

/** The first `limit` units of a text, never half of a character. */
export function clip(text: string, limit: number): string {
  const last = text.charCodeAt(limit - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit);
}

/** `https://a.example/x` becomes `hxxps://a[.]example/x`, so that no paste or reader turns it into a link. */
export function defang(text: string): string {
  return text.replace(/\b(h)tt(ps?:\/\/)([^\s/?#]+)/gi, (_, h: string, rest: string, host: string) => {
    return `${h}xx${rest}${host.replaceAll(".", "[.]")}`;
  });
}
