import { useEffect, useState } from "react";
import { usePreferences } from "@/theme/preferences";
import { formatInstant, formatRelative, zoneName } from "./time";

/** An instant, exact to the second (or millisecond), in the zone the person chose. */
export function Timestamp({ at, precision = "s" }: { at: string | null | undefined; precision?: "s" | "ms" }) {
  const { zone } = usePreferences();
  return (
    <time dateTime={at ?? undefined} title={at ? `${at} · shown in ${zoneName(zone)}` : undefined}>
      {formatInstant(at, zone, precision)}
    </time>
  );
}

/** The clock for "ago" texts: one tick for everything that shows it would be finer than anyone reads. */
export function useNow(everyMs = 10_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), everyMs);
    return () => window.clearInterval(timer);
  }, [everyMs]);
  return now;
}

export function Ago({ at, everyMs = 10_000 }: { at: string | null | undefined; everyMs?: number }) {
  const { zone } = usePreferences();
  const now = useNow(everyMs);
  return (
    <time dateTime={at ?? undefined} title={formatInstant(at, zone, "ms")}>
      {formatRelative(at, now)}
    </time>
  );
}
