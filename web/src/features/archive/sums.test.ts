import { describe, expect, it } from "vitest";
import { addUp, clockOf, minuteOf, minutes } from "./sums";

const week = (replied: number, reply_ms: number | null) => ({ sessions: replied + 1, received: 2, sent: 3, unanswered: 1, replied, reply_ms });

describe("weeks", () => {
  it("weigh the reply time by sessions", () => {
    expect(addUp([week(1, 60_000), week(3, 120_000)])).toEqual({ sessions: 6, received: 4, sent: 6, unanswered: 2, replied: 4, reply_ms: 105_000 });
  });

  it("have no reply time when nobody was answered", () => {
    expect(addUp([week(0, null)]).reply_ms).toBeNull();
    expect(addUp([]).sessions).toBe(0);
  });

  it("tell minutes with one digit and read clocks", () => {
    expect(minutes(90_000)).toBe(1.5);
    expect([minuteOf("09:30"), minuteOf("24:00"), minuteOf("24:01"), minuteOf("9:60"), minuteOf("x")]).toEqual([570, 1440, null, null, null]);
    expect(clockOf(570)).toBe("09:30");
  });
});
