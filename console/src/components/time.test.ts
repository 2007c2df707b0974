import { describe, expect, it } from "vitest";
import { formatDuration, formatInstant, formatRelative, formatTick, fromFieldValue, toFieldValue } from "./time";

const AT = "2026-03-04T05:06:07.089Z";

describe("instants", () => {
  it("are shown with one width, exact to the millisecond", () => {
    expect(formatInstant(AT, "utc")).toBe("2026-03-04 05:06:07");
    expect(formatInstant(AT, "utc", "ms")).toBe("2026-03-04 05:06:07.089");
  });

  it("that are missing or unreadable show a dash", () => {
    for (const bad of [null, undefined, "", "yesterday"]) expect(formatInstant(bad, "utc")).toBe("—");
  });

  it("survive the field that edits them, in either zone", () => {
    for (const zone of ["utc", "local"] as const) {
      expect(fromFieldValue(toFieldValue("2026-03-04T05:06:07.000Z", zone), zone)).toBe("2026-03-04T05:06:07.000Z");
    }
    expect(fromFieldValue("", "utc")).toBeNull();
  });
});

it("says how long ago in words that fit a column", () => {
  const now = Date.parse(AT);
  const at = (seconds: number) => new Date(now + seconds * 1000).toISOString();
  expect(formatRelative(at(-42), now)).toBe("42 s ago");
  expect(formatRelative(at(-7200), now)).toBe("2 h ago");
  expect(formatRelative(at(3 * 86_400), now)).toBe("in 3 d");
  expect(formatRelative(null, now)).toBe("never");
  expect(formatDuration(0.0042)).toBe("4 ms");
});

it("labels an axis by the length it spans", () => {
  expect(formatTick(AT, "utc", 600)).toBe("05:06:07");
  expect(formatTick(AT, "utc", 7200)).toBe("05:06");
  expect(formatTick(AT, "utc", 30 * 86_400)).toBe("03-04");
});
