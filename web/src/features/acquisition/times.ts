/** Minutes since midnight ⇄ "09:30"; 1440 is the end of the day, "24:00". */
export function minuteText(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

/** Reads "9:30", "09:30" or "24:00"; null for anything else. */
export function readMinute(text: string): number | null {
  const [, hours, minutes] = /^(\d{1,2})[:：](\d{2})$/.exec(text.trim()) ?? [];
  const value = Number(hours) * 60 + Number(minutes);
  return hours !== undefined && Number(minutes) < 60 && value <= 1440 ? value : null;
}

/** Where a moment lies between two others, in percent. */
export function percent(atMs: number, fromMs: number, untilMs: number): number {
  return Math.round(((atMs - fromMs) / (untilMs - fromMs)) * 10_000) / 100;
}
