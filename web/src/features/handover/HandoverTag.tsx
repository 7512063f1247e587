import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import type { Handover } from "./api";

/** Running, held up, or over. */
export function HandoverTag({ handover }: { handover: Handover }) {
  const { t } = useTranslation("handover");
  if (handover.problem) return <Tag color="error">{t("state.stuck")}</Tag>;
  return <Tag color={handover.state === "done" ? "success" : "processing"}>{t(`state.${handover.state}`)}</Tag>;
}
