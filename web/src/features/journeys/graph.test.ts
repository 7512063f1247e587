import { describe, expect, it } from "vitest";
import { checkGraph } from "./checks";
import { edgesOf, newGraph, reachable, toGraph, wayOf, type Graph } from "./graph";
import { graphReducer, type GraphAction } from "./graph_reducer";
import { startTimeline, withTimeline } from "./history";
import { curve, isFlipped, layOut } from "./layout";
import { outline } from "./outline";

const after = (graph: Graph, ...actions: GraphAction[]) => actions.reduce(graphReducer, graph);
const ways = (graph: Graph) => edgesOf(graph).map(({ from, port, to }) => `${from}.${port}>${to}`).sort();
const insert = (from: string, kind: "wait" | "branch" | "send" | "exit", port: "next" | "yes" | "no" = "next"): GraphAction => ({ do: "insert", from, port, kind });

describe("drawing a journey", () => {
  it("puts a step between two others", () =>
    expect(ways(after(newGraph(), insert("entry", "send")))).toEqual(["entry.next>n1", "n1.next>exit"]));
  it("lets a branch send the others to the exit", () =>
    expect(ways(after(newGraph(), insert("entry", "send"), insert("entry", "branch")))).toEqual([
      "entry.next>n2", "n1.next>exit", "n2.no>exit", "n2.yes>n1",
    ]));
  it("adds to one side of a branch", () =>
    expect(ways(after(newGraph(), insert("entry", "branch"), insert("n1", "wait", "no")))).toEqual([
      "entry.next>n1", "n1.no>n2", "n1.yes>exit", "n2.next>exit",
    ]));
  it("joins the ends when a step is taken out", () =>
    expect(ways(after(newGraph(), insert("entry", "send"), { do: "remove", id: "n1" }))).toEqual(["entry.next>exit"]));
  it("drops the side of a branch that nobody can reach any more", () => {
    const branched = after(newGraph(), insert("entry", "branch"), insert("n1", "wait", "no"));
    expect(after(branched, { do: "remove", id: "n1" }).nodes.map((node) => node.id)).toEqual(["entry", "exit"]);
  });
  it("keeps the entry and the last exit", () =>
    expect(after(newGraph(), { do: "remove", id: "entry" }, { do: "remove", id: "exit" })).toEqual(newGraph()));
  it("never gives an id twice", () => {
    const grown = after(newGraph(), insert("entry", "send"), insert("entry", "wait"), { do: "remove", id: "n1" }, insert("entry", "wait"));
    expect(grown.nodes.map((node) => node.id)).toEqual(["entry", "exit", "n2", "n3"]);
  });
  it("connects a step to another", () =>
    expect(ways(after(newGraph(), insert("entry", "branch"), insert("n1", "send", "yes"), { do: "connect", from: "n1", port: "no", to: "n2" }))).toEqual([
      "entry.next>n1", "n1.no>n2", "n1.yes>n2", "n2.next>exit",
    ]));
});

describe("a draft", () => {
  it("without nodes starts anew", () => expect(toGraph({})).toEqual(newGraph()));
  it("keeps its re-entry rule", () => expect(toGraph({ ...newGraph(), reentry: "after_exit" }).reentry).toBe("after_exit"));
  it("in a circle is walked once", () => {
    const circle = after(newGraph(), insert("entry", "wait"), { do: "connect", from: "n1", port: "next", to: "n1" });
    expect([...reachable(circle)]).toEqual(["entry", "n1"]);
  });
});

describe("undo", () => {
  const step = withTimeline(graphReducer);
  const act = (action: GraphAction, topic?: string) => ({ do: "step" as const, action, ...(topic ? { topic } : {}) });
  it("goes back and forth", () => {
    const one = step(startTimeline(newGraph()), act(insert("entry", "send")));
    const back = step(one, { do: "undo" });
    expect(back.present).toEqual(newGraph());
    expect(step(back, { do: "redo" }).present).toEqual(one.present);
  });
  it("takes typing in one field as one step", () => {
    let line = step(startTimeline(newGraph()), act(insert("entry", "send")));
    for (const text of ["您", "您好", "您好呀"]) {
      line = step(line, act({ do: "change", node: { id: "n1", kind: "send", channel: "wecom", template: { text }, next: "exit" } }, "n1"));
    }
    expect(line.past).toHaveLength(2);
  });
  it("forgets what was undone after a new change", () => {
    const back = step(step(startTimeline(newGraph()), act(insert("entry", "send"))), { do: "undo" });
    expect(step(back, act(insert("entry", "wait"))).future).toEqual([]);
  });
  it("ignores what changes nothing", () => {
    const line = startTimeline(newGraph());
    expect(step(line, act({ do: "remove", id: "entry" }))).toBe(line);
  });
});

describe("the checks while typing", () => {
  const told = (graph: Graph) => Object.fromEntries(checkGraph(graph));
  it("ask for a way in", () => expect(told(newGraph())).toEqual({ entry: "trigger" }));
  it("find nothing in a finished journey", () => expect(told(newGraph(3))).toEqual({}));
  it("ask for text, segment and connection", () => {
    const graph = after(newGraph(3), insert("entry", "send"), insert("n1", "branch"), { do: "connect", from: "n2", port: "no", to: "" });
    expect(told(graph)).toEqual({ n1: "text", n2: "segment" });
  });
});

describe("the layout", () => {
  it("runs from left to right without overlaps", () => {
    const graph = after(newGraph(3), insert("entry", "branch"), insert("n1", "send", "yes"), insert("n1", "wait", "no"));
    const { places } = layOut(graph);
    const x = (id: string) => places.get(id)?.x ?? 0;
    expect(x("entry")).toBeLessThan(x("n1"));
    expect(x("n1")).toBeLessThan(x("n2"));
    expect(x("n2")).toBeLessThan(x("exit"));
    expect(places.get("n2")?.y).not.toBe(places.get("n3")?.y);
  });
  it("leads a long way around the nodes between", () => {
    const graph = after(newGraph(3), insert("entry", "branch"), insert("n1", "send", "yes"));
    expect(layOut(graph).bends.get("n1.no")?.length).toBeGreaterThan(0);
    expect(layOut(graph).bends.get("n1.yes")).toEqual([]);
  });
  it("lets the two sides of a branch leave without crossing", () => {
    const graph = after(newGraph(3), insert("entry", "branch"), insert("n1", "send", "yes"), insert("n1", "wait", "no"));
    const laid = layOut(graph);
    const higher = (laid.places.get("n3")?.y ?? 0) < (laid.places.get("n2")?.y ?? 0);
    expect(isFlipped(graph, "n1", laid)).toBe(higher);
  });
  it("draws through every bend", () =>
    expect(curve([{ x: 0, y: 0 }, { x: 10, y: 5 }, { x: 20, y: 0 }]).line).toBe("M 0 0 C 5 0 5 5 10 5 C 15 5 15 0 20 0"));
});

describe("the outline for narrow screens", () => {
  it("tells each step once and where sides join", () => {
    const graph = after(newGraph(3), insert("entry", "send"), insert("entry", "branch"), { do: "connect", from: "n2", port: "no", to: "n1" });
    expect(outline(graph).map((line) => `${line.depth}${line.what === "way" ? line.port : `${line.what}:${line.id}`}`)).toEqual([
      "0step:entry", "0next", "0step:n2", "1yes", "1step:n1", "1next", "1step:exit", "1no", "1joins:n1",
    ]);
  });
});

describe("the way of a person", () => {
  const graph = after(newGraph(3), insert("entry", "branch"), insert("n1", "wait", "no"));
  it("ends where the person stands", () =>
    expect([...wayOf(graph, [{ node: "entry", outcome: "entered" }, { node: "n1", outcome: "no" }])]).toEqual(["entry", "n1", "n2"]));
  it("ends with the exit", () => expect([...wayOf(graph, [{ node: "exit", outcome: "exited" }])]).toEqual(["exit"]));
  it("of somebody who never came is empty", () => expect(wayOf(graph, []).size).toBe(0));
});
