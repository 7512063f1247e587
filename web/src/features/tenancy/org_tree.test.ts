import { describe, expect, it } from "vitest";
import type { OrgUnit } from "./api";
import { buildTree, narrow } from "./org_tree";

const unit = (id: number, parent_id: number | null, name: string): OrgUnit => ({ id, parent_id, level: "store", name, code: String(id), city: "" });
const UNITS = [unit(1, null, "总部"), unit(2, 1, "华东大区"), unit(3, 2, "杭州分公司"), unit(4, 1, "华南大区")];

describe("an organisation tree", () => {
  it("hangs every unit under its parent", () => {
    const [root] = buildTree(UNITS);
    expect(root?.children.map((each) => each.unit.name)).toEqual(["华东大区", "华南大区"]);
  });
  it("starts at the top of one's own scope when the parent is not visible", () => {
    expect(buildTree([unit(3, 2, "杭州分公司")]).map((each) => each.unit.id)).toEqual([3]);
  });
  it("keeps the way down to a match and drops the rest", () => {
    const [root] = narrow(buildTree(UNITS), "杭州");
    expect(root?.children.map((each) => each.unit.name)).toEqual(["华东大区"]);
  });
});
