/** Tokens of the rule language, for reading: comments, strings, numbers, names. Never fails; what it doesn't know is plain. */
export interface SmlToken {
  kind: "comment" | "string" | "number" | "keyword" | "call" | "rule" | "argument" | "plain";
  text: string;
}

const KEYWORDS = new Set(["and", "or", "not", "in", "is", "True", "False", "None", "if", "else", "for"]);
const RULE_WORDS = new Set(["Rule", "WhenRules", "Import", "Require", "DeclareVerdict", "LabelAdd", "LabelRemove", "Block", "Throttle", "Challenge", "Suspend", "Queue", "Notify"]);

const TOKEN =
  /(#[^\n]*)|([rfbRFB]{0,2}(?:"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?))|(\b\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?\b)|([A-Za-z_]\w*)|([\s\S])/g;

export function tokenize(source: string): SmlToken[] {
  const tokens: SmlToken[] = [];
  const push = (kind: SmlToken["kind"], text: string) => {
    const last = tokens.at(-1);
    if (kind === "plain" && last?.kind === "plain") last.text += text;
    else tokens.push({ kind, text });
  };
  for (const found of source.matchAll(TOKEN)) {
    const [text, comment, string, number, name] = found;
    if (comment !== undefined) push("comment", text);
    else if (string !== undefined) push("string", text);
    else if (number !== undefined) push("number", text);
    else if (name !== undefined) push(kindOfName(name, source.slice(found.index + text.length, found.index + text.length + 40)), text);
    else push("plain", text);
  }
  return tokens;
}

function kindOfName(name: string, after: string): SmlToken["kind"] {
  if (KEYWORDS.has(name)) return "keyword";
  if (/^\s*\(/.test(after)) return RULE_WORDS.has(name) ? "rule" : "call";
  if (/^\s*=(?!=)/.test(after) && /^[a-z]/.test(name)) return "argument";
  return "plain";
}

/** The tokens of each line, so that lines can be numbered and marked. */
export function tokenLines(source: string): SmlToken[][] {
  const lines: SmlToken[][] = [[]];
  for (const token of tokenize(source)) {
    token.text.split("\n").forEach((text, index) => {
      if (index > 0) lines.push([]);
      if (text) lines.at(-1)?.push({ kind: token.kind, text });
    });
  }
  return lines;
}
