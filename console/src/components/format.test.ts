import { expect, it } from "vitest";
import { formatBytes, formatChange, formatCount, formatMs } from "./format";

it("compares with the period before without misleading ratios", () => {
  expect(formatChange(0, 0)).toBeNull();
  expect(formatChange(5, 0)).toBe("new");
  expect(formatChange(110, 100)).toBe("+10 %");
  expect(formatChange(90, 100)).toBe("−10 %");
  expect(formatChange(100, 100)).toBe("±0 %");
  expect(formatChange(1000, 20)).toBe("×50");
});

it("keeps figures short", () => {
  expect(formatCount(12_345)).toBe("12,345");
  expect(formatCount(1_234_567)).toBe("1.2M");
  expect(formatMs(1.234)).toBe("1.23 ms");
  expect(formatMs(null)).toBe("—");
  expect(formatBytes(2048)).toBe("2.0 KiB");
});
