import { beforeEach, describe, expect, it } from "vitest";
import { switchLanguage } from "@/i18n";
import type { Cohort, Figure, Rfm } from "./api";
import { customPeriod, periodOf } from "./period";
import { averageRetention, richestCell, sayAxisMoney, sayMonth, sayValue } from "./say";

const days = (count: number) => `${count} 天`;
const figure = (value: number | null, unit: Figure["unit"]): Figure => ({ key: "k", label: "", value, unit, definition: "", as_of_ms: 0, rule: null, people: null });

describe("a figure", () => {
  beforeEach(() => switchLanguage("zh"));
  it.each([
    [figure(12_438, "people"), "12,438 人"],
    [figure(1_234_567_800, "fen"), "¥1,234.6 万"],
    [figure(0.183, "share"), "18.3%"],
    [figure(34, "days"), "34 天"],
    [figure(69_659, "orders"), "69,659"],
    [figure(null, "share"), "—"],
  ])("is said by its unit", (given, said) => expect(sayValue(given, days)).toBe(said));
});

describe("a month", () => {
  it("is short in Chinese", () => expect(sayMonth("2026-09", false)).toBe("9月"));
  it("has its year in Chinese", () => expect(sayMonth("2026-01", false, true)).toBe("2026年1月"));
  it("is short in English", () => expect(sayMonth("2026-09", true, true)).toBe("Sep 2026"));
});

describe("money on an axis", () => {
  it.each([
    [0, "¥0"],
    [500_000, "¥5,000"],
    [12_000_000, "¥12 万"],
    [2_500_000, "¥2.5 万"],
  ])("is short: %d fen", (fen, said) => expect(sayAxisMoney(fen, false)).toBe(said));
  it("is told in thousands in English", () => expect(sayAxisMoney(2_500_000, true)).toBe("¥25k"));
});

describe("the richest cell", () => {
  const cell = (people: number, revenue_fen: number) => ({ recency: 0, frequency: 0, people, revenue_fen, average_fen: null, rule: {} });
  const rfm = (...cells: Rfm["cells"]): Rfm => ({ as_of_ms: 0, recency: [], frequency: [], cells, figures: [], definitions: {} });
  it("is the one with most revenue", () =>
    expect(richestCell(rfm(cell(90, 100), cell(10, 300)))).toMatchObject({ peopleShare: 0.1, revenueShare: 0.75 }));
  it("is none when nobody has bought", () => expect(richestCell(rfm(cell(0, 0)))).toBeNull());
});

describe("average retention", () => {
  const cohort = (people: number, ...back: number[]): Cohort => ({ month: "2026-01", people, rule: {}, cells: back.map((count, after) => ({ after, people: count, share: count / people, rule: {} })) });
  it("weighs cohorts by their people and leaves out the running month", () =>
    expect(averageRetention([cohort(100, 100, 20, 5), cohort(300, 300, 30, 9), cohort(50, 50, 1)], 1)).toBe(50 / 400));
  it("is unknown when no cohort is old enough", () => expect(averageRetention([cohort(100, 100, 3)], 1)).toBeNull());
});

describe("a period", () => {
  const today = new Date("2026-11-21T06:00:00Z");
  it("of months starts on the first of a month", () => expect(periodOf("6", today)).toEqual({ from: "2026-06-01" }));
  it("crosses the year", () => expect(periodOf("12", today)).toEqual({ from: "2025-12-01" }));
  it("of one's own is read from the address", () => expect(customPeriod("2026-01-01~2026-03-31")).toEqual({ from: "2026-01-01", to: "2026-03-31" }));
  it("that makes no sense is ignored", () => expect(customPeriod("yesterday")).toBeNull());
});
