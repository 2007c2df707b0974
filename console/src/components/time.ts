import type { Preferences } from "@/theme/preferences";

export type Zone = Preferences["zone"];

const pad = (value: number, width = 2) => String(value).padStart(width, "0");

interface Parts {
  date: string;
  time: string;
  ms: string;
}

function parts(at: Date, zone: Zone): Parts {
  const utc = zone === "utc";
  const year = utc ? at.getUTCFullYear() : at.getFullYear();
  const month = (utc ? at.getUTCMonth() : at.getMonth()) + 1;
  const day = utc ? at.getUTCDate() : at.getDate();
  const hours = utc ? at.getUTCHours() : at.getHours();
  const minutes = utc ? at.getUTCMinutes() : at.getMinutes();
  const seconds = utc ? at.getUTCSeconds() : at.getSeconds();
  return {
    date: `${year}-${pad(month)}-${pad(day)}`,
    time: `${pad(hours)}:${pad(minutes)}:${pad(seconds)}`,
    ms: pad(utc ? at.getUTCMilliseconds() : at.getMilliseconds(), 3),
  };
}

/** `2026-11-22 19:53:47.120`, the same width for every instant. `—` where there is none. */
export function formatInstant(iso: string | null | undefined, zone: Zone, precision: "s" | "ms" = "s"): string {
  const at = iso ? new Date(iso) : null;
  if (!at || Number.isNaN(at.getTime())) return "—";
  const { date, time, ms } = parts(at, zone);
  return precision === "ms" ? `${date} ${time}.${ms}` : `${date} ${time}`;
}

/** The label of a point on a time axis: clock time within a day or two, the date beyond. */
export function formatTick(iso: string, zone: Zone, spanSeconds: number): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return "";
  const { date, time } = parts(at, zone);
  if (spanSeconds <= 1800) return time;
  if (spanSeconds <= 2 * 86_400) return time.slice(0, 5);
  return spanSeconds <= 8 * 86_400 ? `${date.slice(5)} ${time.slice(0, 5)}` : date.slice(5);
}

/** `12 s ago`, `in 3 h`: two digits are enough to act on, the exact instant stands in the tooltip. */
export function formatRelative(iso: string | null | undefined, now: number): string {
  if (!iso) return "never";
  const seconds = (new Date(iso).getTime() - now) / 1000;
  if (Number.isNaN(seconds)) return "—";
  const size = formatDuration(Math.abs(seconds));
  if (Math.abs(seconds) < 1) return "now";
  return seconds < 0 ? `${size} ago` : `in ${size}`;
}

export function formatDuration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

export function zoneName(zone: Zone): string {
  if (zone === "utc") return "UTC";
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return own ? `Local (${own.replaceAll("_", " ")})` : "Local";
}

/** The value of a `datetime-local` field for an instant, in the chosen zone. */
export function toFieldValue(iso: string, zone: Zone): string {
  const { date, time } = parts(new Date(iso), zone);
  return `${date}T${time}`;
}

/** The instant a `datetime-local` field means in the chosen zone; null while it is incomplete. */
export function fromFieldValue(value: string, zone: Zone): string | null {
  if (!value) return null;
  const at = new Date(zone === "utc" ? `${value}Z` : value);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
