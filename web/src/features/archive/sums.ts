import type { Answers } from "./api";

const MINUTE_MS = 60_000;
type Week = Pick<Answers["weeks"][number], "sessions" | "received" | "sent" | "replied" | "unanswered" | "reply_ms">;

/** All weeks as one; the reply time is the average over sessions, not over weeks. */
export function addUp(weeks: Week[]): Week {
  const sum = (pick: (week: Week) => number) => weeks.reduce((total, week) => total + pick(week), 0);
  const replied = sum((week) => week.replied);
  const waited = sum((week) => (week.reply_ms ?? 0) * week.replied);
  return {
    sessions: sum((week) => week.sessions),
    received: sum((week) => week.received),
    sent: sum((week) => week.sent),
    unanswered: sum((week) => week.unanswered),
    replied,
    reply_ms: replied ? waited / replied : null,
  };
}

export const minutes = (ms: number) => Math.round((ms / MINUTE_MS) * 10) / 10;

/** "09:30" as minutes of the day, null for what is no time. */
export function minuteOf(clock: string): number | null {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(clock.trim()) ?? [];
  const value = Number(hour) * 60 + Number(minute);
  return hour !== undefined && Number(minute) < 60 && value <= 1440 ? value : null;
}

export const clockOf = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
