import { Tooltip } from "antd";
import { formatAgo, formatExact, formatTime } from "./format";

interface Props {
  atMs: number | null | undefined;
  /** "ago" says 3 天前; "time" says 11月21日 14:30; both show the exact moment on hover. */
  as?: "ago" | "time";
}

export function TimeText({ atMs, as = "ago" }: Props) {
  if (atMs === null || atMs === undefined) return <span>—</span>;
  return (
    <Tooltip title={formatExact(atMs)}>
      <time dateTime={new Date(atMs).toISOString()}>{as === "ago" ? formatAgo(atMs) : formatTime(atMs)}</time>
    </Tooltip>
  );
}
