import { describe, expect, it } from "vitest";
import { departments, settingsProblem, startSettings } from "./draft";

describe("a link's draft", () => {
  it("links.needs a name and somebody or a department before it can be saved", () => {
    const draft = startSettings();
    expect(settingsProblem(draft)).toBe("unnamed");
    expect(settingsProblem({ ...draft, name: "短信" })).toBe("nobody");
    expect(settingsProblem({ ...draft, name: "短信", staff_ids: [1] })).toBe("");
    expect(settingsProblem({ ...draft, name: "短信", unit_ids: [7] })).toBe("");
  });

  it("links.offers only departments that came from WeCom", () => {
    const units = [
      { id: 1, code: "HQ", name: "总部" },
      { id: 2, code: "wecom:5", name: "华东" },
    ];
    expect(departments(units)).toEqual([{ value: 2, label: "华东" }]);
  });
});
