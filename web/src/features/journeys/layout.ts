import { graphlib, layout } from "@dagrejs/dagre";
import { edgesOf, type Graph } from "./graph";

export const NODE_WIDTH = 224;
export const NODE_HEIGHT = 104;

/** Top left corners by node id, left to right; the same graph always looks the same. */
export function placeNodes(graph: Graph): Map<string, { x: number; y: number }> {
  const sheet = new graphlib.Graph({ multigraph: true });
  sheet.setGraph({ rankdir: "LR", nodesep: 32, ranksep: 96, marginx: 16, marginy: 16 });
  for (const node of graph.nodes) sheet.setNode(node.id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const edge of edgesOf(graph)) sheet.setEdge(edge.from, edge.to, {}, edge.port);
  layout(sheet);
  return new Map(
    graph.nodes.map(({ id }) => {
      const { x, y } = sheet.node(id) as { x: number; y: number };
      return [id, { x: x - NODE_WIDTH / 2, y: y - NODE_HEIGHT / 2 }];
    }),
  );
}
