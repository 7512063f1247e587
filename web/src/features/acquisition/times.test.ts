import { describe, expect, it } from "vitest";
import { settingsProblem, startSettings } from "./draft";
import { minuteText, percent, readMinute } from "./times";

describe("minutes", () => {
  it("read back what they say", () => {
    for (const minute of [0, 1, 570, 1439, 1440]) expect(readMinute(minuteText(minute))).toBe(minute);
  });
  it("refuse what is no time", () => {
    for (const text of ["", "25:00", "24:01", "9", "9:60", "x:10"]) expect(readMinute(text)).toBeNull();
  });
  it("lie in a span", () => expect(percent(1_500, 1_000, 2_000)).toBe(50));
});

describe("a draft", () => {
  const seat = { staff_id: 1, weight: 1, per_day_max: null, on: true };
  it("needs a name, somebody at a seat and a default person", () => {
    expect(settingsProblem(startSettings())).toBe("unnamed");
    expect(settingsProblem({ ...startSettings(), name: "门店码" })).toBe("nobody");
    expect(settingsProblem({ ...startSettings(), name: "门店码", seats: [seat] })).toBe("noDefault");
    expect(settingsProblem({ ...startSettings(), name: "门店码", seats: [seat], default_staff_id: 2 })).toBe("");
  });
  it("needs people in every shift", () => {
    const hours = { from_minute: 0, until_minute: 60, staff_ids: [] };
    expect(settingsProblem({ ...startSettings(), name: "门店码", seats: [seat], default_staff_id: 2, shifts: [{ days: [0], hours }] })).toBe("emptyShift");
  });
});
