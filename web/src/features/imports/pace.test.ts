import { describe, expect, it } from "vitest";
import { paceOf } from "./pace";

const TOTALS = { rows: 1000, imported: 900, unchanged: 50, rejected: 50, customers: 400, amount_fen: 0 };

describe("the pace of an import", () => {
  it("tells rate and remaining time from what was read", () => {
    const pace = paceOf({ bytes_done: 25, file_bytes: 100, started_at_ms: 0, finished_at_ms: null, totals: TOTALS }, 10_000);
    expect(pace).toEqual({ share: 0.25, seconds: 10, rowsPerSecond: 100, secondsLeft: 30 });
  });
  it("does not guess a remaining time before it started", () => {
    const pace = paceOf({ bytes_done: 0, file_bytes: 100, started_at_ms: null, finished_at_ms: null, totals: TOTALS }, 10_000);
    expect(pace.secondsLeft).toBeNull();
  });
  it("stands still once finished", () => {
    const pace = paceOf({ bytes_done: 100, file_bytes: 100, started_at_ms: 0, finished_at_ms: 4_000, totals: TOTALS }, 99_000);
    expect(pace.seconds).toBe(4);
  });
});
