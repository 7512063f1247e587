import { isGroup, type GroupNode, type Join, type Leaf, type LeafKind, type Tree, type TreeNode } from "./rule";

export type RuleAction =
  | { do: "replace"; tree: Tree }
  | { do: "addLeaf"; to: number; kind: LeafKind }
  | { do: "addGroup"; to: number }
  | { do: "change"; id: number; leaf: Leaf }
  | { do: "join"; id: number; join: Join }
  | { do: "negate"; id: number }
  | { do: "copy"; id: number }
  | { do: "remove"; id: number }
  | { do: "move"; id: number; by: -1 | 1 };

const BLANK: Record<LeafKind, Leaf> = {
  tag: { tag: "" },
  attribute: { attribute: "", op: "=", value: null },
  event: { event: "Order Paid", measure: "count", op: ">=", value: 1, window: { last_days: 90 } },
  segment: { segment: 0 },
};

/** Every change of the rule tree; the root stays, and ids are never used twice. */
export function ruleReducer(tree: Tree, action: RuleAction): Tree {
  switch (action.do) {
    case "replace":
      return action.tree;
    case "addLeaf":
      return append(tree, action.to, { id: tree.nextId, negated: false, leaf: { ...BLANK[action.kind] } });
    case "addGroup":
      return append(tree, action.to, { id: tree.nextId, negated: false, join: "any", children: [] });
    case "change":
      return onNode(tree, action.id, (node) => (isGroup(node) ? node : { ...node, leaf: action.leaf }));
    case "join":
      return onNode(tree, action.id, (node) => (isGroup(node) ? { ...node, join: action.join } : node));
    case "negate":
      return onNode(tree, action.id, (node) => ({ ...node, negated: !node.negated }));
    case "copy":
      return copy(tree, action.id);
    case "remove":
      return onChildren(tree, action.id, (children) => children.filter((child) => child.id !== action.id));
    case "move":
      return onChildren(tree, action.id, (children) => moved(children, action.id, action.by));
  }
}

function append(tree: Tree, to: number, node: TreeNode): Tree {
  const grown = onNode(tree, to, (group) => (isGroup(group) ? { ...group, children: [...group.children, node] } : group));
  return { ...grown, nextId: tree.nextId + 1 };
}

function onNode(tree: Tree, id: number, change: (node: TreeNode) => TreeNode): Tree {
  const visit = (node: TreeNode): TreeNode => {
    if (node.id === id) return change(node);
    return isGroup(node) ? { ...node, children: node.children.map(visit) } : node;
  };
  return { ...tree, root: visit(tree.root) as GroupNode };
}

/** Changes the list of children that holds the node `id`. */
function onChildren(tree: Tree, id: number, change: (children: TreeNode[]) => TreeNode[]): Tree {
  const visit = (node: TreeNode): TreeNode => {
    if (!isGroup(node)) return node;
    const here = node.children.some((child) => child.id === id);
    return { ...node, children: here ? change(node.children) : node.children.map(visit) };
  };
  return { ...tree, root: visit(tree.root) as GroupNode };
}

function copy(tree: Tree, id: number): Tree {
  let nextId = tree.nextId;
  const renumbered = (node: TreeNode): TreeNode => {
    const fresh = { ...node, id: nextId++ };
    return isGroup(fresh) ? { ...fresh, children: fresh.children.map(renumbered) } : fresh;
  };
  const done = onChildren(tree, id, (children) =>
    children.flatMap((child) => (child.id === id ? [child, renumbered(child)] : [child])),
  );
  return { ...done, nextId };
}

function moved(children: TreeNode[], id: number, by: number): TreeNode[] {
  const from = children.findIndex((child) => child.id === id);
  const to = from + by;
  if (to < 0 || to >= children.length) return children;
  const order = [...children];
  order.splice(to, 0, ...order.splice(from, 1));
  return order;
}
