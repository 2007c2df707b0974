import type { Json } from "@/api/types";

/** One turn of a conversation with a model, as the event's content tells it. */
export interface Turn {
  role: "system" | "user" | "assistant" | "tool-call" | "tool-result" | "message";
  name: string | null;
  text: string;
  note: string | null;
}

type Fields = Record<string, Json>;

function fields(value: Json | undefined): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
}

function asText(value: Json | undefined): string | null {
  if (value === undefined || value === null || value === "") return null;
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

const ROLES: Record<string, Turn["role"]> = { system: "system", developer: "system", user: "user", assistant: "assistant", tool: "tool-result" };

/** The text of a message in the OpenTelemetry GenAI form: `{role, content}` or `{role, parts: [{type, content}]}`. */
function messageTurns(value: Json | undefined): Turn[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) => {
    const message = fields(item);
    if (!message) return [];
    const role = ROLES[String(message.role)] ?? "message";
    const parts = Array.isArray(message.parts) ? message.parts : [message.content ?? null];
    return parts.flatMap((part): Turn[] => {
      const piece = fields(part);
      const text = asText(piece ? (piece.content ?? piece.text ?? piece.arguments ?? piece.result) : part);
      if (text === null) return [];
      const kind = piece?.type === "tool_call" ? "tool-call" : piece?.type === "tool_call_response" ? "tool-result" : role;
      return [{ role: kind, name: asText(piece?.name), text, note: null }];
    });
  });
}

/** The turns inside an event's data, in the order they were said; empty where it isn't a conversation. */
export function turnsOf(data: Json): Turn[] {
  const event = fields(data);
  if (!event) return [];
  const turns: Turn[] = [];
  const add = (role: Turn["role"], value: Json | undefined, name: string | null = null, note: string | null = null) => {
    const text = asText(value);
    if (text !== null) turns.push({ role, name, text, note });
  };
  const prompt = fields(event.prompt);
  const completion = fields(event.completion);
  const tool = fields(event.tool);
  const genAi = fields(event.gen_ai);

  turns.push(...messageTurns(genAi?.system_instructions).map((turn) => ({ ...turn, role: "system" as const })));
  add("system", prompt?.system);
  turns.push(...messageTurns(genAi?.input));
  add("user", prompt?.text ?? (prompt ? undefined : event.prompt));
  if (tool) {
    const name = asText(tool.name);
    add("tool-call", tool.arguments, name);
    add("tool-result", tool.result, name, asText(tool.source));
  }
  turns.push(...messageTurns(genAi?.output));
  add("assistant", completion?.text ?? (completion ? undefined : event.completion), null, completion?.refused === true ? "refused" : null);
  const message = fields(event.message);
  add("message", message?.text ?? (message ? JSON.stringify(message, null, 2) : event.message));
  return turns;
}
