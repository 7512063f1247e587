import { Tooltip } from "antd";
import { formatMoney, formatMoneyCompact } from "./format";

/** An amount of fen; large ones are shortened with the exact amount on hover. */
export function Money({ fen }: { fen: number | null | undefined }) {
  if (fen === null || fen === undefined) return <span>—</span>;
  const shown = formatMoneyCompact(fen);
  const exact = formatMoney(fen);
  return (
    <Tooltip title={shown === exact ? undefined : exact}>
      <span className="siyu-number">{shown}</span>
    </Tooltip>
  );
}
