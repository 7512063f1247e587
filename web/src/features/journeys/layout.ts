import { graphlib, layout } from "@dagrejs/dagre";
import { edgesOf, type Graph } from "./graph";

export const NODE_WIDTH = 208;
export const NODE_HEIGHT = 104;

export interface Point {
  x: number;
  y: number;
}
export interface Layout {
  /** Top left corners by node id. */
  places: Map<string, Point>;
  /** By "from.port": where a way that passes other nodes has to bend. */
  bends: Map<string, Point[]>;
}

/** Left to right, ways around nodes; the same graph always looks the same. */
export function layOut(graph: Graph): Layout {
  const sheet = new graphlib.Graph({ multigraph: true });
  sheet.setGraph({ rankdir: "LR", nodesep: 32, ranksep: 68, marginx: 16, marginy: 16 });
  for (const node of graph.nodes) sheet.setNode(node.id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const edge of edgesOf(graph)) sheet.setEdge(edge.from, edge.to, {}, edge.port);
  layout(sheet);
  const places = new Map(
    graph.nodes.map(({ id }) => {
      const { x, y } = sheet.node(id) as Point;
      return [id, { x: x - NODE_WIDTH / 2, y: y - NODE_HEIGHT / 2 }] as const;
    }),
  );
  const bends = new Map(
    edgesOf(graph).map(({ from, port, to }) => {
      const { points } = sheet.edge(from, to, port) as { points: Point[] };
      // Three points are the two ends and the middle between neighbours; more of them lead around what stands between.
      return [`${from}.${port}`, points.length > 3 ? points.slice(1, -1) : []] as const;
    }),
  );
  return { places, bends };
}

/** Whether the "no" of a branch leaves above its "yes", so that the two ways do not cross. */
export function isFlipped(graph: Graph, id: string, { places, bends }: Layout): boolean {
  const height = (port: "yes" | "no") => {
    const edge = edgesOf(graph).find((each) => each.from === id && each.port === port);
    return bends.get(`${id}.${port}`)?.[0]?.y ?? (edge ? (places.get(edge.to)?.y ?? 0) + NODE_HEIGHT / 2 : 0);
  };
  return height("no") < height("yes");
}

/** A line through its bends that leaves and arrives level, and the point where its words stand. */
export function curve(points: Point[]): { line: string; label: Point } {
  const [start = { x: 0, y: 0 }, ...rest] = points;
  let line = `M ${start.x} ${start.y}`;
  let from = start;
  for (const to of rest) {
    const middle = (from.x + to.x) / 2;
    line += ` C ${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`;
    from = to;
  }
  const next = rest[0] ?? start;
  return { line, label: { x: (start.x + next.x) / 2, y: (start.y + next.y) / 2 } };
}
