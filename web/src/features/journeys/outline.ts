import { findNode, portsOf, targetOf, type Graph, type Port } from "./graph";

/** A line of the graph told from top to bottom; `depth` counts the branches it stands in. */
export type Line =
  | { what: "step"; id: string; depth: number }
  | { what: "way"; from: string; port: Port; depth: number }
  | { what: "joins"; id: string; depth: number };

/** The graph as lines to read: every step once, an exit wherever a way ends in it, loose steps last. */
export function outline(graph: Graph): Line[] {
  const lines: Line[] = [];
  const told = new Set<string>();
  const tell = (id: string, depth: number) => {
    const node = findNode(graph, id);
    if (!node) return;
    if (told.has(id) && node.kind !== "exit") {
      lines.push({ what: "joins", id, depth });
      return;
    }
    told.add(id);
    lines.push({ what: "step", id, depth });
    const ports = portsOf(node);
    for (const port of ports) {
      const inside = ports.length > 1 ? depth + 1 : depth;
      lines.push({ what: "way", from: id, port, depth: inside });
      tell(targetOf(node, port), inside);
    }
  };
  const entry = graph.nodes.find((node) => node.kind === "entry");
  if (entry) tell(entry.id, 0);
  for (const node of graph.nodes) if (!told.has(node.id)) lines.push({ what: "step", id: node.id, depth: 0 });
  return lines;
}
