import { DAY_MS, portsOf, reachable, targetOf, type Graph, type Kind, type Node, type Port, type Reentry } from "./graph";

export type GraphAction =
  | { do: "insert"; from: string; port: Port; kind: Exclude<Kind, "entry"> }
  | { do: "change"; node: Node }
  | { do: "connect"; from: string; port: Port; to: string }
  | { do: "remove"; id: string }
  | { do: "reentry"; reentry: Reentry };

/** Every change of the drawn graph; the result always leads from one entry to an exit unless a person cuts it. */
export function graphReducer(graph: Graph, action: GraphAction): Graph {
  switch (action.do) {
    case "insert":
      return insert(graph, action.from, action.port, action.kind);
    case "change":
      return { ...graph, nodes: graph.nodes.map((node) => (node.id === action.node.id ? action.node : node)) };
    case "connect":
      return connect(graph, action);
    case "remove":
      return remove(graph, action.id);
    case "reentry":
      return { ...graph, reentry: action.reentry };
  }
}

function freshId(graph: Graph): string {
  const numbers = graph.nodes.map((node) => Number(/^n(\d+)$/.exec(node.id)?.[1] ?? 0));
  return `n${Math.max(0, ...numbers) + 1}`;
}

function blank(id: string, kind: Exclude<Kind, "entry">, onward: string, otherwise: string): Node {
  switch (kind) {
    case "wait":
      return { id, kind, duration_ms: DAY_MS, next: onward };
    case "branch":
      return { id, kind, segment: 0, yes: onward, no: otherwise };
    case "send":
      return { id, kind, channel: "wecom", template: { text: "" }, next: onward };
    case "exit":
      return { id, kind };
  }
}

/** Puts a node on the way from `from`; what came after comes after it. A branch sends the others to an exit. */
function insert(graph: Graph, from: string, port: Port, kind: Exclude<Kind, "entry">): Graph {
  const source = graph.nodes.find((node) => node.id === from);
  if (!source) return graph;
  const exit = graph.nodes.find((node) => node.kind === "exit")?.id ?? "";
  const id = freshId(graph);
  const node = blank(id, kind, targetOf(source, port) || exit, exit);
  const grown = { ...graph, nodes: [...graph.nodes, node] };
  return prune(connect(grown, { from, port, to: id }), graph);
}

function connect(graph: Graph, { from, port, to }: { from: string; port: Port; to: string }): Graph {
  return { ...graph, nodes: graph.nodes.map((node) => (node.id === from ? ({ ...node, [port]: to } as Node) : node)) };
}

/** Takes a node out and joins what was before it to what came after; the entry and the last exit stay. */
function remove(graph: Graph, id: string): Graph {
  const gone = graph.nodes.find((node) => node.id === id);
  const exits = graph.nodes.filter((node) => node.kind === "exit" && node.id !== id);
  if (!gone || gone.kind === "entry" || (gone.kind === "exit" && exits.length === 0)) return graph;
  const [port] = portsOf(gone);
  const onward = port ? targetOf(gone, port) : (exits[0]?.id ?? "");
  const rejoined = graph.nodes
    .filter((node) => node.id !== id)
    .map((node) =>
      portsOf(node).reduce((each, name) => (targetOf(each, name) === id ? ({ ...each, [name]: onward } as Node) : each), node),
    );
  return prune({ ...graph, nodes: rejoined }, graph);
}

/** Drops nodes that a change has cut off; those that were loose before are left for their author. */
function prune(graph: Graph, before: Graph): Graph {
  const was = reachable(before);
  const is = reachable(graph);
  return { ...graph, nodes: graph.nodes.filter((node) => is.has(node.id) || !was.has(node.id)) };
}
