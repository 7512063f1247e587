import type { Import } from "./api";

export interface Pace {
  /** 0..1 of the file's bytes. */
  share: number;
  seconds: number;
  rowsPerSecond: number;
  /** null until there is enough to judge by. */
  secondsLeft: number | null;
}

/** How far an import is, how fast, and how long it will still take at this speed. */
export function paceOf(each: Pick<Import, "bytes_done" | "file_bytes" | "started_at_ms" | "finished_at_ms" | "totals">, nowMs: number): Pace {
  const share = each.file_bytes > 0 ? Math.min(1, each.bytes_done / each.file_bytes) : 0;
  const seconds = each.started_at_ms === null ? 0 : Math.max(0, ((each.finished_at_ms ?? nowMs) - each.started_at_ms) / 1000);
  return {
    share,
    seconds,
    rowsPerSecond: seconds > 0 ? Math.round(each.totals.rows / seconds) : 0,
    secondsLeft: share > 0.01 && seconds > 1 ? (seconds / share) * (1 - share) : null,
  };
}
