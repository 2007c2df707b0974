/** Where a pasted id leads. Ids are prefixed (`evt_`, `dec_`, `acc_`), subjects are `Type/id`. */
export type Jump =
  | { kind: "event"; id: string }
  | { kind: "decision"; id: string }
  | { kind: "action"; id: string }
  | { kind: "subject"; type: string; id: string };

const SUBJECT_OF_PREFIX: Record<string, string> = {
  acc: "Account", org: "Organization", key: "ApiKey", usr: "EndUser", dev: "Device", ses: "Session", conv: "Conversation",
};

export function jumpTo(pasted: string): Jump | null {
  const text = pasted.trim();
  const subject = /^([A-Z][A-Za-z0-9]*)\/(.+)$/s.exec(text);
  if (subject?.[1] && subject[2]) return { kind: "subject", type: subject[1], id: subject[2] };
  const prefixed = /^([a-z]+)_[A-Za-z0-9_-]+$/.exec(text);
  switch (prefixed?.[1]) {
    case undefined:
      break;
    case "evt":
      return { kind: "event", id: text };
    case "dec":
      return { kind: "decision", id: text };
    case "act":
      return { kind: "action", id: text };
    default: {
      const type = SUBJECT_OF_PREFIX[prefixed?.[1] ?? ""];
      if (type) return { kind: "subject", type, id: text };
    }
  }
  const isAddress = /^\d{1,3}(\.\d{1,3}){3}$/.test(text) || /^[0-9a-f:]*:[0-9a-f:]+$/i.test(text);
  return isAddress ? { kind: "subject", type: "Network", id: text } : null;
}
