/** The rule language of segments as the API speaks it, and the tree that the builder edits. */
export type Scalar = string | number | boolean;
export type Value = Scalar | Scalar[];

export interface Where {
  property: string;
  op: string;
  value?: Value | null;
}
export type Window = { last_days: number } | { from?: string; to?: string };
export interface TagLeaf {
  tag: string;
}
export interface AttributeLeaf {
  attribute: string;
  op: string;
  value?: Value | null;
}
export interface EventLeaf {
  event: string;
  measure: string;
  of?: string;
  op: string;
  value: Value | null;
  window?: Window;
  where?: Where[];
}
export interface SegmentLeaf {
  segment: number;
}
export type Leaf = TagLeaf | AttributeLeaf | EventLeaf | SegmentLeaf;
export type Rule = { all: Rule[] } | { any: Rule[] } | { not: Rule } | Leaf;

export type Join = "all" | "any";
export type LeafKind = "tag" | "attribute" | "event" | "segment";

/** A condition in the tree. `id` only serves the screen; `negated` is a `not` around it. */
export interface LeafNode {
  id: number;
  negated: boolean;
  leaf: Leaf;
}
export interface GroupNode {
  id: number;
  negated: boolean;
  join: Join;
  children: TreeNode[];
}
export type TreeNode = LeafNode | GroupNode;

/** The tree with the next unused id. */
export interface Tree {
  root: GroupNode;
  nextId: number;
}

export const isGroup = (node: TreeNode): node is GroupNode => "children" in node;

export function kindOf(leaf: Leaf): LeafKind {
  if ("tag" in leaf) return "tag";
  if ("attribute" in leaf) return "attribute";
  return "event" in leaf ? "event" : "segment";
}

/** Reads a rule into a tree whose root is always a group; what is no rule becomes an empty tree. */
export function toTree(rule: unknown): Tree {
  let nextId = 1;
  const read = (part: unknown, negated: boolean): TreeNode | null => {
    if (typeof part !== "object" || part === null) return null;
    if ("not" in part) return read(part.not, !negated);
    const id = nextId++;
    const join = "all" in part ? "all" : "any" in part ? "any" : null;
    if (join === null) return { id, negated, leaf: part as Leaf };
    const parts = (part as Record<Join, unknown>)[join];
    const children = (Array.isArray(parts) ? parts : []).map((each) => read(each, false));
    return { id, negated, join, children: children.filter((each) => each !== null) };
  };
  const found = read(rule, false);
  if (found && isGroup(found) && !found.negated) return { root: found, nextId };
  const root: GroupNode = { id: nextId++, negated: false, join: "all", children: found ? [found] : [] };
  return { root, nextId };
}

/** Writes the tree as a rule, and remembers which node stands at which path (`rule.all[0].not`). */
export function toRule(root: GroupNode): { rule: Rule; places: Map<string, number> } {
  const places = new Map<string, number>();
  const write = (node: TreeNode, path: string): Rule => {
    if (node.negated) {
      places.set(path, node.id);
      return { not: write({ ...node, negated: false }, `${path}.not`) };
    }
    places.set(path, node.id);
    if (!isGroup(node)) return node.leaf;
    const parts = node.children.map((child, index) => write(child, `${path}.${node.join}[${index}]`));
    return node.join === "all" ? { all: parts } : { any: parts };
  };
  return { rule: write(root, "rule"), places };
}

/** The node that a refused field such as `rule.all[0].op` belongs to: the longest known path it starts with. */
export function placeOf(field: string, places: Map<string, number>): number | undefined {
  let found: [string, number] | undefined;
  for (const [path, id] of places) {
    const inside = field === path || field.startsWith(`${path}.`) || field.startsWith(`${path}[`);
    if (inside && (!found || path.length > found[0].length)) found = [path, id];
  }
  return found?.[1];
}

const filled = (value: Value | null | undefined) =>
  value !== null && value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);

const VALUELESS = new Set(["missing", "present"]);

function compared({ op, value }: { op: string; value?: Value | null }): boolean {
  if (VALUELESS.has(op)) return true;
  if (op === "between") return Array.isArray(value) && value.length === 2 && value.every(filled);
  return filled(value);
}

/** Whether a condition says enough to be counted; a half-written one is not sent. */
export function isComplete(leaf: Leaf): boolean {
  if ("tag" in leaf) return leaf.tag !== "";
  if ("segment" in leaf) return leaf.segment > 0;
  if ("attribute" in leaf) return leaf.attribute !== "" && compared(leaf);
  const wheres = leaf.where ?? [];
  return leaf.event !== "" && compared(leaf) && wheres.every((each) => each.property !== "" && compared(each));
}

export function leavesOf(node: TreeNode): LeafNode[] {
  return isGroup(node) ? node.children.flatMap(leavesOf) : [node];
}
