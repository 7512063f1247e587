import { describe, expect, test } from "vitest";
import { fits, fittingSize, problemOf, unfitOf } from "./words";

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

describe("what moments show", () => {
  test.each([
    [10_800, 1_080, 10_800, 1_080],
    [1_080, 10_800, 1_080, 10_800],
    [1_080, 1_440, 1_080, 1_440],
    [1_081, 1_081, 1_080, 1_080],
    [3_000, 4_000, 1_080, 1_440],
    [20_000, 1_000, 10_800, 540],
    [1, 20_000, 1, 10_800],
  ])("%i × %i pixels fit as %i × %i", (width, height, fitWidth, fitHeight) => {
    expect(fittingSize(width, height)).toEqual([fitWidth, fitHeight]);
  });

  const file = { name: "a.png", size_bytes: 9, media_type: "image/png", width_px: null, height_px: null, length_ms: null };

  test("pictures of too many pixels and videos over half a minute are named with their figures, the unknown is not judged", () => {
    expect(unfitOf(null)).toBeNull();
    expect(unfitOf(file)).toBeNull();
    expect(unfitOf({ ...file, width_px: 800, height_px: 600 })).toBeNull();
    expect(unfitOf({ ...file, width_px: 3_000, height_px: 4_000 })).toEqual({ key: "tooLarge", size: [3_000, 4_000], fit: [1_080, 1_440] });
    expect(unfitOf({ ...file, length_ms: 30_000 })).toBeNull();
    expect(unfitOf({ ...file, length_ms: 30_001 })).toEqual({ key: "tooLong", seconds: 31 });
  });
});
