import { portsOf, reachable, targetOf, type Graph, type Node } from "./graph";

/** What is missing at a node, as a key of `check` in the words. */
export type Missing = "trigger" | "segment" | "duration" | "text" | "channel" | "connection" | "loose";

/** What can be seen while drawing; the server checks the rest. Node id → the first thing to do there. */
export function checkGraph(graph: Graph): Map<string, Missing> {
  const reached = reachable(graph);
  const known = new Set(graph.nodes.map((node) => node.id));
  const found = new Map<string, Missing>();
  for (const node of graph.nodes) {
    const missing = checkNode(node) ?? checkPlace(node, known, reached);
    if (missing) found.set(node.id, missing);
  }
  return found;
}

function checkNode(node: Node): Missing | null {
  switch (node.kind) {
    case "entry":
      return node.trigger.segment || node.trigger.event ? null : "trigger";
    case "wait":
      return node.duration_ms > 0 ? null : "duration";
    case "branch":
      return node.segment > 0 ? null : "segment";
    case "send":
      if (!node.channel) return "channel";
      return node.template.text.trim() ? null : "text";
    case "exit":
      return null;
  }
}

function checkPlace(node: Node, known: Set<string>, reached: Set<string>): Missing | null {
  if (!reached.has(node.id)) return "loose";
  return portsOf(node).every((port) => known.has(targetOf(node, port))) ? null : "connection";
}
