import { useRouter } from "@tanstack/react-router";

/** An address of this console, or its start. A `next` that points elsewhere (`//host`, `https:`) is not followed. */
export function safeNext(next: string | undefined): string {
  if (!next?.startsWith("/") || next.startsWith("//") || next.includes("\\") || next.startsWith("/signin")) return "/";
  return next;
}

export function useConsoleNavigate(): (next: string | undefined) => void {
  const router = useRouter();
  return (next) => router.history.replace(safeNext(next));
}
