import { Alert, Flex, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/ui/format";
import { TimeText } from "@/ui/TimeText";
import type { Status } from "./api";

/** Where messages come from, how fresh they are, and what is wrong. */
export function StatusLine({ status }: { status: Status }) {
  const { t } = useTranslation("archive");
  const waiting = Object.values(status.sealed).reduce((sum, each) => sum + each, 0);
  const versions = Object.keys(status.sealed).join("、");
  if (status.source === "none" && status.messages === 0) return <Alert type="info" showIcon title={t("status.none")} description={t("status.noneHint")} />;
  return (
    <Flex vertical gap={8} className="arc-status">
      <Flex gap={12} wrap align="center">
        <Tag color={status.source === "vendor" ? "success" : "default"}>{t(`source.${status.source}`)}</Tag>
        <span className="siyu-quiet">{t("status.kept", { messages: formatNumber(status.messages), members: formatNumber(status.members) })}</span>
        <span className="siyu-quiet">{t("status.consents", { agreed: formatNumber(status.agreed), refused: formatNumber(status.refused) })}</span>
        <span className="siyu-quiet">
          {t("status.checked")} <TimeText atMs={status.checked_at_ms} />
        </span>
      </Flex>
      {!status.on && <Alert type="warning" showIcon title={t("status.off")} />}
      {status.problem && <Alert type="error" showIcon title={t("status.failed")} description={status.problem} />}
      {waiting > 0 && <Alert type="warning" showIcon title={t("status.sealed", { messages: formatNumber(waiting), versions })} />}
      {status.missing > 0 && <Alert type="warning" showIcon title={t("status.missing", { messages: formatNumber(status.missing) })} />}
    </Flex>
  );
}
