import { describe, expect, it } from "vitest";
import { codeRule, groupRule, nextGroupName, sums } from "./curves";

describe("curves", () => {
  it("adds days up", () => {
    expect(sums([{ joined: 2, left: 1 }, { joined: 3, left: 0 }])).toEqual({ joined: 5, left: 1 });
    expect(sums([])).toEqual({ joined: 0, left: 0 });
  });

  it("writes rules that name one group or one code", () => {
    expect(groupRule("wr1")).toMatchObject({ event: "Group Joined", where: [{ property: "group_id", value: "wr1" }] });
    expect(codeRule("g1")).toMatchObject({ where: [{ property: "state", value: "g1" }] });
  });

  it("names the next group from its base and number", () => {
    expect(nextGroupName(" 福利群 ", 7, "群")).toBe("福利群7");
    expect(nextGroupName("", null, "群")).toBe("群1");
  });
});
