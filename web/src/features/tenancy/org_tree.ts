import type { OrgUnit } from "./api";

export interface Branch {
  unit: OrgUnit;
  children: Branch[];
}

/** Units as a tree; a unit whose parent lies outside one's own scope becomes a root. */
export function buildTree(units: OrgUnit[]): Branch[] {
  const branches = new Map(units.map((unit) => [unit.id, { unit, children: [] } as Branch]));
  const roots: Branch[] = [];
  for (const branch of branches.values()) {
    const parent = branch.unit.parent_id === null ? undefined : branches.get(branch.unit.parent_id);
    (parent?.children ?? roots).push(branch);
  }
  return roots;
}

/** Keeps the branches whose name matches, with everything above them and below them. */
export function narrow(tree: Branch[], words: string): Branch[] {
  if (!words) return tree;
  const keep = (branch: Branch): Branch[] => {
    if (branch.unit.name.toLowerCase().includes(words.toLowerCase())) return [branch];
    const children = branch.children.flatMap(keep);
    return children.length > 0 ? [{ ...branch, children }] : [];
  };
  return tree.flatMap(keep);
}
