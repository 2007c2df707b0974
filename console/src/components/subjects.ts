import type { SubjectRef } from "@/api/types";

/** `Account/acc_1` to its two halves. Only the first slash parts them: an id may hold slashes. */
export function splitSubject(subject: SubjectRef): { type: string; id: string } {
  const slash = subject.indexOf("/");
  return slash < 0 ? { type: "Subject", id: subject } : { type: subject.slice(0, slash), id: subject.slice(slash + 1) };
}
