import type { Handover, ItemState } from "./api";

/** In the order people ask: what is done, what is waited for, what did not work. */
export const STATES: ItemState[] = [
  "done", "waiting", "planned", "asking", "refused", "taker_full", "rejected", "no_record", "left_out", "cancelled",
];

export const COLOURS: Record<ItemState, string> = {
  done: "success", waiting: "processing", planned: "default", asking: "processing", refused: "error",
  taker_full: "error", rejected: "error", no_record: "error", left_out: "default", cancelled: "default",
};

type Counts = Handover["customers"];

const MOVING = new Set<ItemState>(["planned", "asking", "waiting"]);

export function countOf(counts: Counts, ...states: ItemState[]): number {
  return counts.filter((each) => states.includes(each.state)).reduce((sum, each) => sum + each.count, 0);
}

/** How many were really to be handed over: those left out beforehand, or taken back, do not count. */
export function meant(counts: Counts): number {
  return counts.filter((each) => each.state !== "left_out" && each.state !== "cancelled").reduce((sum, each) => sum + each.count, 0);
}

/** The share that is over, whatever came of it, in whole percent. */
export function percentOver(counts: Counts): number {
  const all = meant(counts);
  const moving = counts.filter((each) => MOVING.has(each.state)).reduce((sum, each) => sum + each.count, 0);
  return all === 0 ? 100 : Math.floor(((all - moving) / all) * 100);
}

/** Numbers out of an address: "3,8" gives [3, 8]; whatever is no number is left out. */
export function readIds(text: string | null): number[] {
  return (text ?? "").split(",").map(Number).filter((each) => Number.isSafeInteger(each) && each > 0);
}

export function firstNames(names: string[], others: (count: number) => string): string {
  return names.length <= 3 ? names.join("、") : `${names.slice(0, 3).join("、")}${others(names.length)}`;
}
