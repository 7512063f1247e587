import { describe, expect, test } from "vitest";
import { fits, problemOf } from "./words";

const image = { kind: "image" };
const video = { kind: "video" };

describe("what a moment may hold", () => {
  test("a Chinese character counts three bytes", () => {
    expect(fits("a".repeat(2_000))).toBe(true);
    expect(fits("a".repeat(2_001))).toBe(false);
    expect(fits("米".repeat(1_333))).toBe(true);
    expect(fits("米".repeat(1_334))).toBe(false);
  });

  test.each([
    [{ name: "", text: "x", materials: [] }, "name"],
    [{ name: "新米", text: " ", materials: [] }, "text"],
    [{ name: "新米", text: "", materials: [image, image] }, ""],
    [{ name: "新米", text: "", materials: [image, video] }, "mixed"],
    [{ name: "新米", text: "", materials: [video, video] }, "one"],
    [{ name: "新米", text: "米".repeat(2_000), materials: [] }, "tooLong"],
  ])("%o is missing %s", (written, problem) => {
    expect(problemOf(written)).toBe(problem);
  });
});
