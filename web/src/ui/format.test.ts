import { beforeEach, describe, expect, it } from "vitest";
import { switchLanguage } from "@/i18n";
import { formatAgo, formatChange, formatMoney, formatPeople, formatShare, formatTime, readWallTime } from "./format";

const NOW = Date.UTC(2026, 10, 21, 6, 30);
const ZONE = "Asia/Shanghai";

describe("in Chinese, a formatter", () => {
  beforeEach(() => switchLanguage("zh"));
  it("counts people exactly below 100,000", () => expect(formatPeople(12_438)).toBe("12,438 人"));
  it("counts people in 万 from 100,000 on", () => expect(formatPeople(124_380)).toBe("12.4 万人"));
  it("turns fen into yuan", () => expect(formatMoney(123_450)).toBe("¥1,234.50"));
  it("puts the sign before the currency", () => expect(formatMoney(-5)).toBe("-¥0.05"));
  it("writes a share with one digit", () => expect(formatShare(0.183)).toBe("18.3%"));
  it("writes a change with sign and share", () => expect(formatChange(12_312, 12_000)).toBe("+312（+2.6%）"));
  it("leaves out the share when the base is zero", () => expect(formatChange(3, 0)).toBe("+3"));
  it("writes a time in the brand's zone", () => expect(formatTime(NOW, ZONE, NOW)).toBe("11月21日 14:30"));
  it("adds the year when it is another one", () =>
    expect(formatTime(NOW - 400 * 86_400_000, ZONE, NOW)).toBe("2025年10月17日 14:30"));
  it("says how long ago", () => expect(formatAgo(NOW - 3 * 86_400_000, ZONE, NOW)).toBe("3 天前"));
  it("says just now for the last minute", () => expect(formatAgo(NOW - 5_000, ZONE, NOW)).toBe("刚刚"));
});

describe("in English, a formatter", () => {
  beforeEach(() => switchLanguage("en"));
  it("counts one person", () => expect(formatPeople(1)).toBe("1 person"));
  it("counts many people", () => expect(formatPeople(124_380)).toBe("124.4k people"));
  it("writes a time", () => expect(formatTime(NOW, ZONE, NOW)).toBe("21 Nov 14:30"));
});

describe("a time from a field", () => {
  it("is read in the brand's zone", () => expect(readWallTime("2026-11-21T14:30", "Asia/Shanghai")).toBe(Date.UTC(2026, 10, 21, 6, 30)));
  it("is right on the days when clocks change", () => {
    expect(readWallTime("2026-03-29T03:30", "Europe/Berlin")).toBe(Date.UTC(2026, 2, 29, 1, 30));
    expect(readWallTime("2026-03-29T01:30", "Europe/Berlin")).toBe(Date.UTC(2026, 2, 29, 0, 30));
    expect(readWallTime("2026-10-25T12:00", "Europe/Berlin")).toBe(Date.UTC(2026, 9, 25, 11, 0));
  });
});
