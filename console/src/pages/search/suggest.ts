/** Completion of the token under the caret. */
export interface Vocabulary {
  /** Values offered after `field:`. */
  values: Record<string, string[]>;
  fields: { name: string; hint: string }[];
}

export interface Suggestion {
  text: string;
  hint: string;
}

export interface Suggestions {
  /** The stretch of the query that a chosen suggestion replaces. */
  start: number;
  end: number;
  options: Suggestion[];
}

const MOST = 8;

export function tokenAt(text: string, caret: number): { start: number; end: number; token: string } {
  let start = caret;
  while (start > 0 && !/\s/.test(text[start - 1] ?? "")) start--;
  let end = caret;
  while (end < text.length && !/\s/.test(text[end] ?? "")) end++;
  return { start, end, token: text.slice(start, end) };
}

export function suggest(text: string, caret: number, vocabulary: Vocabulary): Suggestions {
  const { start, end, token } = tokenAt(text, caret);
  const colon = token.indexOf(":");
  if (colon > 0) {
    const field = token.slice(0, colon).replace(/^-/, "");
    const begun = token.slice(colon + 1).toLowerCase();
    const values = vocabulary.values[field] ?? [];
    const options = values
      .filter((value) => value.toLowerCase().includes(begun) && value.toLowerCase() !== begun)
      .slice(0, MOST)
      .map((value) => ({ text: `${token.slice(0, colon)}:${value} `, hint: field }));
    return { start, end, options };
  }
  const negated = token.startsWith("-") ? "-" : "";
  const begun = token.slice(negated.length).toLowerCase();
  const options = vocabulary.fields
    .filter((field) => begun !== "" && field.name.toLowerCase().startsWith(begun))
    .slice(0, MOST)
    .map((field) => ({ text: `${negated}${field.name}:`, hint: field.hint }));
  return { start, end, options };
}
