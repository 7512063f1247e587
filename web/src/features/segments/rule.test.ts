import { describe, expect, it } from "vitest";
import { isComplete, isGroup, leavesOf, placeOf, toRule, toTree, type Rule } from "./rule";
import { ruleReducer, type RuleAction } from "./rule_reducer";

const RULE: Rule = {
  all: [
    { tag: "VIP" },
    { not: { any: [{ attribute: "city", op: "in", value: ["杭州", "宁波"] }, { segment: 7 }] } },
    { not: { event: "Order Paid", measure: "count", op: ">=", value: 1, window: { last_days: 30 } } },
  ],
};

describe("a rule", () => {
  it("comes back from the tree as it went in", () => expect(toRule(toTree(RULE).root).rule).toEqual(RULE));
  it("that is one condition is put into a group", () =>
    expect(toRule(toTree({ tag: "VIP" }).root).rule).toEqual({ all: [{ tag: "VIP" }] }));
  it("that is negated as a whole is put into a group", () =>
    expect(toRule(toTree({ not: { any: [{ tag: "a" }] } }).root).rule).toEqual({ all: [{ not: { any: [{ tag: "a" }] } }] }));
  it("negated twice is not negated", () =>
    expect(toRule(toTree({ all: [{ not: { not: { tag: "a" } } }] }).root).rule).toEqual({ all: [{ tag: "a" }] }));
  it.each([null, undefined, "text", 3, []])("that is %j becomes an empty tree or group", (raw) =>
    expect(leavesOf(toTree(raw).root).filter((each) => "tag" in each.leaf)).toEqual([]));
});

describe("a refused field", () => {
  const { root } = toTree(RULE);
  const { places } = toRule(root);
  const [tag, group, event] = root.children;
  it("is shown at its condition", () => expect(placeOf("rule.all[0].tag", places)).toBe(tag?.id));
  it("is shown at a negated condition", () => expect(placeOf("rule.all[2].not.window.last_days", places)).toBe(event?.id));
  it("is shown at a condition inside a negated group", () =>
    expect(placeOf("rule.all[1].not.any[1].segment", places)).toBe(group && isGroup(group) ? group.children[1]?.id : 0));
  it("of no condition is shown at the whole", () => expect(placeOf("rule", places)).toBe(root.id));
  it("from elsewhere has no place", () => expect(placeOf("name", places)).toBeUndefined());
});

describe("the builder", () => {
  const after = (...actions: RuleAction[]) => actions.reduce(ruleReducer, toTree(RULE));
  const ruleAfter = (...actions: RuleAction[]) => toRule(after(...actions).root).rule;
  const ids = toTree(RULE).root.children.map((child) => child.id);
  const rootId = toTree(RULE).root.id;

  it("adds a condition to a group", () => {
    const rule = ruleAfter({ do: "addLeaf", to: ids[1] as number, kind: "tag" }) as { all: [Rule, { not: { any: Rule[] } }] };
    expect(rule.all[1].not.any).toHaveLength(3);
  });
  it("adds a group and conditions in it", () => {
    const grown = after({ do: "addGroup", to: rootId });
    const group = grown.root.children.at(-1);
    const filled = ruleReducer(grown, { do: "addLeaf", to: group?.id ?? 0, kind: "segment" });
    expect(toRule(filled.root).rule).toMatchObject({ all: [{}, {}, {}, { any: [{ segment: 0 }] }] });
  });
  it("changes, negates, joins and removes", () => {
    const rule = ruleAfter(
      { do: "change", id: ids[0] as number, leaf: { tag: "新客" } },
      { do: "negate", id: ids[0] as number },
      { do: "join", id: rootId, join: "any" },
      { do: "remove", id: ids[1] as number },
    );
    expect(rule).toEqual({ any: [{ not: { tag: "新客" } }, (RULE as { all: Rule[] }).all[2]] });
  });
  it("moves a condition up and stops at the top", () => {
    const up: RuleAction = { do: "move", id: ids[1] as number, by: -1 };
    const parts = (RULE as { all: Rule[] }).all;
    expect(ruleAfter(up)).toEqual({ all: [parts[1], parts[0], parts[2]] });
    expect(ruleAfter(up, up)).toEqual(ruleAfter(up));
  });
  it("copies a group with ids of its own", () => {
    const copied = after({ do: "copy", id: ids[1] as number });
    const seen = leavesOf(copied.root).map((each) => each.id);
    expect(new Set(seen).size).toBe(seen.length);
    expect(copied.nextId).toBeGreaterThan(Math.max(...seen));
  });
});

describe("a condition", () => {
  it.each([
    [{ tag: "" }, false],
    [{ tag: "VIP" }, true],
    [{ segment: 0 }, false],
    [{ attribute: "city", op: "missing" }, true],
    [{ attribute: "city", op: "in", value: [] }, false],
    [{ attribute: "age", op: "between", value: [1] }, false],
    [{ attribute: "age", op: "=", value: 0 }, true],
    [{ event: "Order Paid", measure: "count", op: ">=", value: null }, false],
    [{ event: "Order Paid", measure: "count", op: ">=", value: 1, where: [{ property: "", op: "=", value: 1 }] }, false],
  ])("%j is complete: %s", (leaf, complete) => expect(isComplete(leaf)).toBe(complete));
});
