import type { TFunction } from "i18next";
import type { Rule } from "./api";

const MINUTES = 60;

/** 545 → "09:05". */
export function clock(minute: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minute / MINUTES))}:${two(minute % MINUTES)}`;
}

/** Whom a rule greets, in one sentence. */
export function sentence(t: TFunction<"welcome">, rule: Rule): string {
  const where = rule.channel_state ? t("says.channel", { channel: rule.channel_state }) : t("says.anyChannel");
  const who = t(`friend.${rule.friend}`);
  const when = rule.from_minute === rule.to_minute ? t("says.allDay") : t("says.between", { from: clock(rule.from_minute), to: clock(rule.to_minute) });
  return t("says.whole", { where, who, when });
}
