import { Tag, Tooltip } from "antd";
import { useTranslation } from "react-i18next";

export const STATES = ["planned", "deferred", "dropped", "queued", "dispatching", "accepted", "delivered", "read", "clicked", "failed", "unknown"];

const COLOURS: Record<string, string> = {
  queued: "processing",
  dispatching: "processing",
  accepted: "processing",
  delivered: "success",
  read: "success",
  clicked: "success",
  failed: "error",
  unknown: "warning",
  deferred: "warning",
};

export function MessageState({ state }: { state: string }) {
  const { t } = useTranslation("outreach");
  return (
    <Tooltip title={t(`stateHint.${state}`, { defaultValue: "" })}>
      <Tag color={COLOURS[state] ?? "default"}>{t(`state.${state}`, { defaultValue: state })}</Tag>
    </Tooltip>
  );
}
