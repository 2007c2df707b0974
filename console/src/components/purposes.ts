/** What content may be looked at for. */
export const PURPOSES = [
  { value: "investigation", label: "Investigation" },
  { value: "review", label: "Review of a decision" },
  { value: "appeal", label: "Appeal" },
  { value: "rule_development", label: "Writing or testing a rule" },
  { value: "support", label: "Request of the account's owner" },
  { value: "legal", label: "Legal request" },
];

/** A purpose in words; one of its own is told as it was given. */
export function purposeLabel(purpose: string): string {
  return PURPOSES.find((one) => one.value === purpose)?.label ?? purpose;
}
