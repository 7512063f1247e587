/** A journey's graph as the API keeps it. Pure: reading it and walking it. */
export type Kind = "entry" | "wait" | "branch" | "send" | "exit";
export type Port = "next" | "yes" | "no";

interface Common {
  id: string;
  label?: string;
}
export interface EntryNode extends Common {
  kind: "entry";
  trigger: { segment?: number; event?: string };
  next: string;
}
export interface WaitNode extends Common {
  kind: "wait";
  duration_ms: number;
  next: string;
}
export interface BranchNode extends Common {
  kind: "branch";
  segment: number;
  yes: string;
  no: string;
}
export interface SendNode extends Common {
  kind: "send";
  channel: string;
  template: { text: string };
  next: string;
}
export interface ExitNode extends Common {
  kind: "exit";
}
export type Node = EntryNode | WaitNode | BranchNode | SendNode | ExitNode;
export type Reentry = "once" | "after_exit";

export interface Graph {
  nodes: Node[];
  reentry: Reentry;
}

export const DAY_MS = 86_400_000;
export const NODES_MAX = 200;

export function portsOf(node: Node): Port[] {
  if (node.kind === "exit") return [];
  return node.kind === "branch" ? ["yes", "no"] : ["next"];
}

export function targetOf(node: Node, port: Port): string {
  return (node as unknown as Partial<Record<Port, string>>)[port] ?? "";
}

export function findNode(graph: Graph, id: string | null): Node | undefined {
  return graph.nodes.find((node) => node.id === id);
}

/** A new journey: a way in and a way out; the rest is put between. */
export function newGraph(segment?: number): Graph {
  return {
    reentry: "once",
    nodes: [
      { id: "entry", kind: "entry", trigger: segment ? { segment } : {}, next: "exit" },
      { id: "exit", kind: "exit" },
    ],
  };
}

/** Reads a stored draft; a draft without nodes starts anew. */
export function toGraph(draft: unknown): Graph {
  const { nodes, reentry } = (draft ?? {}) as { nodes?: unknown; reentry?: unknown };
  if (!Array.isArray(nodes) || nodes.length === 0) return newGraph();
  return { nodes: nodes as Node[], reentry: reentry === "after_exit" ? "after_exit" : "once" };
}

/** Ids that can be reached from the entry. */
export function reachable(graph: Graph): Set<string> {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const waiting = graph.nodes.filter((node) => node.kind === "entry").map((node) => node.id);
  const seen = new Set<string>();
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const node = byId.get(id);
    if (!node || seen.has(id)) continue;
    seen.add(id);
    waiting.push(...portsOf(node).map((port) => targetOf(node, port)));
  }
  return seen;
}

export interface Edge {
  from: string;
  port: Port;
  to: string;
}

export function edgesOf(graph: Graph): Edge[] {
  const known = new Set(graph.nodes.map((node) => node.id));
  return graph.nodes
    .flatMap((node) => portsOf(node).map((port) => ({ from: node.id, port, to: targetOf(node, port) })))
    .filter((edge) => known.has(edge.to));
}

/** The nodes on one person's way: those in the log, and the one they stand at after its last line. */
export function wayOf(graph: Graph, steps: { node: string; outcome: string }[]): Set<string> {
  const way = new Set(steps.map((step) => step.node));
  const last = steps.at(-1);
  const node = last && findNode(graph, last.node);
  if (!node || last.outcome === "exited") return way;
  const port = portsOf(node).find((each) => each === last.outcome || each === "next");
  return port ? way.add(targetOf(node, port)) : way;
}
