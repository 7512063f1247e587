import type { Rules } from "./api";

const DAY_MS = 86_400_000;

/** The rules as the form asks for them; `quiet` is [from, until] in minutes of the day, null for no quiet hours. */
export interface RuleValues {
  cap_count: number;
  cap_days: number;
  quiet: [number, number] | null;
}

export function daysOf(rules: Rules): number {
  return Math.max(1, Math.round(rules.cap_window_ms / DAY_MS));
}

export function clockOf(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

export function toForm(rules: Rules): RuleValues {
  const quiet = rules.quiet_from_minute !== rules.quiet_until_minute;
  return {
    cap_count: rules.cap_count,
    cap_days: daysOf(rules),
    quiet: quiet ? [rules.quiet_from_minute, rules.quiet_until_minute] : null,
  };
}

/** Equal minutes mean no quiet hours; what the form does not show stays as it was. */
export function fromForm(values: RuleValues, before: Rules): Rules {
  const [from, until] = values.quiet ?? [0, 0];
  return {
    ...before,
    cap_count: values.cap_count,
    cap_window_ms: values.cap_days * DAY_MS,
    quiet_from_minute: from,
    quiet_until_minute: until,
  };
}
