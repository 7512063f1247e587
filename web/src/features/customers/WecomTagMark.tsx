import { Badge, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/ui/format";
import type { WecomTag } from "./wecom_tags";

const BADGE = { synced: "success", syncing: "processing", internal: "default", read_only: "default" } as const;

/** How a tag stands towards WeCom, and why it is not there. */
export function WecomTagMark({ tag }: { tag: WecomTag }) {
  const { t } = useTranslation("customers");
  const refused = tag.refused > 0 ? t("wecomTags.refused", { refused: formatNumber(tag.refused) }) : "";
  const waiting = tag.waiting > 0 ? t("wecomTags.waiting", { waiting: formatNumber(tag.waiting) }) : "";
  const why = [tag.reason, waiting, refused].filter(Boolean).join(" · ");
  return (
    <Tooltip title={why}>
      <Badge status={tag.refused > 0 ? "warning" : BADGE[tag.shown]} text={<span className="siyu-quiet">{t(`wecomTags.state.${tag.shown}`)}</span>} />
    </Tooltip>
  );
}
