import { Tag } from "antd";
import { useTranslation } from "react-i18next";

const COLOURS: Record<string, string> = { paid: "processing", shipped: "processing", finished: "success" };

export function OrderStatus({ status }: { status: string }) {
  const { t } = useTranslation("ui");
  return <Tag color={COLOURS[status] ?? "default"}>{t(`orderStatus.${status}`, { defaultValue: status })}</Tag>;
}
