import type { Period } from "./api";

export const PRESETS = ["1", "6", "12", "24"] as const;
export type Preset = (typeof PRESETS)[number];
export const DEFAULT_PRESET: Preset = "6";

/** The last months up to today (by the clocks of UTC), the running one included. */
export function periodOf(preset: Preset, today: Date): Period {
  const start = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - Number(preset) + 1, 1));
  return { from: start.toISOString().slice(0, 10) };
}

/** "2026-01-01~2026-03-31" from the address; null when it is not two days. */
export function customPeriod(text: string): { from: string; to: string } | null {
  const [, from, to] = /^(\d{4}-\d{2}-\d{2})~(\d{4}-\d{2}-\d{2})$/.exec(text) ?? [];
  return from && to ? { from, to } : null;
}

/** The period that the address names: a preset, two days, or the default. */
export function readPeriod(text: string, today: Date): Period {
  const preset = PRESETS.find((each) => each === text);
  return (preset ? periodOf(preset, today) : customPeriod(text)) ?? periodOf(DEFAULT_PRESET, today);
}
