import type { TFunction } from "i18next";
import type { Names } from "./api";
import { DAY_MS, type Graph, type Node, type WaitNode } from "./graph";
import { outline } from "./outline";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

export type Unit = "day" | "hour" | "minute";
export const UNIT_MS: Record<Unit, number> = { day: DAY_MS, hour: HOUR_MS, minute: MINUTE_MS };

/** The largest unit that tells the duration without a rest. */
export function splitDuration(ms: number): { amount: number; unit: Unit } {
  const unit = (["day", "hour"] as const).find((each) => ms > 0 && ms % UNIT_MS[each] === 0) ?? "minute";
  return { amount: Math.round(ms / UNIT_MS[unit]), unit };
}

export function eventLabel(names: Names | undefined, event: string): string {
  return names?.events.find((each) => each.name === event)?.label ?? event;
}

export function segmentLabel(names: Names | undefined, id: number): string {
  return names?.segments.find((each) => each.id === id)?.name ?? `#${id}`;
}

/** What a step does, in one line made from the step itself. */
export function sentenceOf(node: Node, names: Names | undefined, t: TFunction<"journeys">): string {
  switch (node.kind) {
    case "entry":
      if (node.trigger.segment) return t("say.entrySegment", { segment: segmentLabel(names, node.trigger.segment) });
      return node.trigger.event ? t("say.entryEvent", { event: eventLabel(names, node.trigger.event) }) : t("say.entryNone");
    case "wait":
      return waited(node, t);
    case "branch":
      return node.segment ? t("say.branch", { segment: segmentLabel(names, node.segment) }) : t("say.branchNone");
    case "send":
      return node.template.text.trim() || t("say.sendNone");
    case "exit":
      return t("say.exit");
  }
}

function waited(node: WaitNode, t: TFunction<"journeys">): string {
  const { amount, unit } = splitDuration(node.duration_ms);
  return t(`say.wait_${unit}`, { count: amount });
}

/** The whole journey in the reader's language, step by step; the server tells it in Chinese only. */
export function storyOf(graph: Graph, names: Names | undefined, t: TFunction<"journeys">): string {
  return outline(graph)
    .map((line) => {
      if (line.what === "way") return line.port === "next" ? "→" : `· ${t(`port.${line.port}`)}:`;
      const node = graph.nodes.find((each) => each.id === line.id);
      if (!node || line.what === "joins") return t("list.joins", { step: nameOf(graph, line.id, t) });
      return node.kind === "send" ? t(`say.sent_${node.channel === "webhook" ? "webhook" : "wecom"}`) : sentenceOf(node, names, t);
    })
    .join(" ");
}

export function nameOf(graph: Graph, id: string, t: TFunction<"journeys">): string {
  const node = graph.nodes.find((each) => each.id === id);
  if (!node) return id;
  return node.label || t(`kind.${node.kind}`);
}
