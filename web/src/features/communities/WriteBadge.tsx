import { Badge } from "antd";
import { useTranslation } from "react-i18next";

const STATUS: Record<string, "processing" | "success" | "error" | "default"> = { waiting: "processing", ready: "success", refused: "error" };

/** Whether WeCom has it yet, or why not. */
export function WriteBadge({ sync, error }: { sync: string; error: string }) {
  const { t } = useTranslation("communities");
  return (
    <span>
      <Badge status={STATUS[sync] ?? "default"} text={t(`sync.${sync}`)} />
      {error && <span className="siyu-quiet"> · {error}</span>}
    </span>
  );
}
