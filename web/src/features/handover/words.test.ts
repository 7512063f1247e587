import { describe, expect, it } from "vitest";
import { countOf, firstNames, meant, percentOver, readIds } from "./words";

describe("progress of a hand-over", () => {
  const counts = [
    { state: "done" as const, count: 3 }, { state: "refused" as const, count: 1 }, { state: "waiting" as const, count: 2 },
    { state: "left_out" as const, count: 9 },
  ];

  it("does not count those left out beforehand", () => {
    expect(meant(counts)).toBe(6);
    expect(percentOver(counts)).toBe(66);
    expect(countOf(counts, "done", "refused")).toBe(4);
  });

  it("is over when nobody was to be handed over", () => {
    expect(percentOver([{ state: "left_out", count: 2 }])).toBe(100);
  });
});

describe("people in an address", () => {
  it("reads numbers and leaves out the rest", () => {
    expect(readIds("3,x,8,-1,")).toEqual([3, 8]);
    expect(readIds(null)).toEqual([]);
  });

  it("names three and counts the others", () => {
    expect(firstNames(["甲", "乙"], (count) => `等 ${count} 人`)).toBe("甲、乙");
    expect(firstNames(["甲", "乙", "丙", "丁"], (count) => `等 ${count} 人`)).toBe("甲、乙、丙等 4 人");
  });
});
