import { Tag } from "antd";
import { useTranslation } from "react-i18next";

const COLOURS: Record<string, string> = { normal: "success", owner_left: "error", inheriting: "processing", inherited: "success" };

export function GroupState({ status }: { status: string }) {
  const { t } = useTranslation("communities");
  return <Tag color={COLOURS[status] ?? "default"}>{t(`status.${status}`)}</Tag>;
}
