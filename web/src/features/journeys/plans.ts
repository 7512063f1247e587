import { DAY_MS, newGraph, type Graph, type Node } from "./graph";

export type Plan = "message" | "follow" | "blank";
export const PLANS: Plan[] = ["message", "follow", "blank"];

const send = (id: string, next: string): Node => ({ id, kind: "send", channel: "wecom", template: { text: "" }, next });

/** A shape to start from: one message; a message, a wait and a second one for those in a segment; or nothing. */
export function startFrom(plan: Plan, segment?: number): Graph {
  const blank = newGraph(segment);
  const steps: Record<Plan, Node[]> = {
    blank: [],
    message: [send("n1", "exit")],
    follow: [
      send("n1", "n2"),
      { id: "n2", kind: "wait", duration_ms: 3 * DAY_MS, next: "n3" },
      { id: "n3", kind: "branch", segment: 0, yes: "exit", no: "n4" },
      send("n4", "exit"),
    ],
  };
  if (plan === "blank") return blank;
  const [entry, exit] = blank.nodes as [Node, Node];
  return { ...blank, nodes: [{ ...entry, next: "n1" } as Node, ...steps[plan], exit] };
}
