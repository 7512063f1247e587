import type { TFunction } from "i18next";
import { formatNumber, formatPeople } from "@/ui/format";
import type { Mass, Outcome } from "./api";

/** In the order people ask: who got it, who is waited for, who was left out. */
export const OUTCOMES: Outcome[] = ["delivered", "waiting", "creating", "later", "quota", "not_friend", "refused", "capped", "unconfirmed", "cancelled", "failed"];

export const COLOURS: Record<Mass["state"], string> = {
  draft: "default",
  scheduled: "processing",
  planning: "processing",
  running: "processing",
  done: "success",
  cancelling: "warning",
  cancelled: "default",
  failed: "error",
};

export const TEXT_BYTES_MAX = 4_000;

/** WeCom counts bytes: a Chinese character is three. */
export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

export const forGroups = (mass: Mass) => (mass.plan.audience.groups?.length ?? 0) > 0;

export const countGroups = (t: TFunction<"mass">, number: number) => t(number === 1 ? "groups.one" : "groups.count", { count: formatNumber(number) });

/** So many people, or so many groups. */
export const count = (t: TFunction<"mass">, mass: Mass, number: number) => (forGroups(mass) ? countGroups(t, number) : formatPeople(number));
