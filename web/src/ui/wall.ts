import dayjs, { type Dayjs } from "dayjs";
import timezone from "dayjs/plugin/timezone";
import utc from "dayjs/plugin/utc";
import { formatExact, readWallTime } from "./format";

dayjs.extend(utc);
dayjs.extend(timezone);

export const DAY = "YYYY-MM-DD";
const MINUTE = "YYYY-MM-DDTHH:mm";
const MINUTES_AN_HOUR = 60;

/** Which day a picker calls today, and what it calls now. */
export function tellDatesIn(zone: string): void {
  dayjs.tz.setDefault(zone);
}

/**
 * What the clocks on the wall of the brand's zone show at a moment, for a picker.
 * As a time of UTC: neither the browser's own zone nor the days when its clocks change have a say in it.
 */
export function wallClock(atMs: number, zone?: string): Dayjs {
  return dayjs.utc(formatExact(atMs, zone));
}

/** The moment that a picker's value means. */
export function momentOf(shown: Dayjs, zone?: string): number {
  return readWallTime(shown.format(MINUTE), zone);
}

export function wallNow(zone?: string): Dayjs {
  return wallClock(Date.now(), zone);
}

/** Ten tomorrow morning: a time that suits most messages. */
export function tomorrowMorning(zone?: string): number {
  return momentOf(wallNow(zone).add(1, "day").hour(10).minute(0), zone);
}

/** A day that has not begun where the brand is. */
export const isToCome = (day: Dayjs) => day.format(DAY) > wallNow().format(DAY);

type Minutes = [number, number];
const atMinute = (minute: number) => wallNow().startOf("day").add(minute, "minute");
const minuteOf = (time: Dayjs) => time.hour() * MINUTES_AN_HOUR + time.minute();

/** Minutes since midnight as two times, for a field of a form. */
export function asTimes(value: unknown): { value: [Dayjs, Dayjs] | null } {
  const span = value as Minutes | null | undefined;
  return { value: span ? [atMinute(span[0]), atMinute(span[1])] : null };
}

/** Two times as minutes since midnight. */
export function asMinutes(value: [Dayjs | null, Dayjs | null] | null): Minutes | null {
  const [from, until] = value ?? [];
  return from && until ? [minuteOf(from), minuteOf(until)] : null;
}
