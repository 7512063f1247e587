import { Alert, App, Flex } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { formatNumber, formatTime } from "@/ui/format";
import { RightButton } from "@/ui/RightButton";
import { useNotify } from "@/ui/useNotify";
import { spanOf, usePushTags, type WecomTags } from "./wecom_tags";

/** The counts against WeCom's limits, what is on its way, what is in the way, and what the last comparison found. */
export function WecomSummary({ tags }: { tags: WecomTags }) {
  const { t } = useTranslation("customers");
  if (!tags.groups.some((group) => group.shown) && tags.corp_tags === 0) return null;
  const span = spanOf(tags.seconds_left);
  const found = tags.differences;
  return (
    <Flex vertical gap={8} className="siyu-wecom-summary">
      <Flex gap={16} wrap align="center">
        <span>{t("wecomTags.count", { used: formatNumber(tags.corp_tags), most: formatNumber(tags.corp_tags_max), friend: formatNumber(tags.friend_tags_max) })}</span>
        {tags.waiting > 0 && (
          <span className="siyu-quiet">
            {t("wecomTags.waiting", { waiting: formatNumber(tags.waiting) })} {t(`wecomTags.span.${span.unit}`, span.unit === "soon" ? {} : { count: span.count })}
          </span>
        )}
        {tags.refused > 0 && <span className="siyu-quiet">{t("wecomTags.refused", { refused: formatNumber(tags.refused) })}</span>}
        {found && (
          <span className="siyu-quiet">
            {t(found.missing + found.extra === 0 ? "wecomTags.same" : "wecomTags.differs", {
              time: formatTime(found.at_ms),
              relations: formatNumber(found.relations),
              missing: formatNumber(found.missing),
              extra: formatNumber(found.extra),
            })}
          </span>
        )}
        <Push />
      </Flex>
      {tags.paused && <Alert type="warning" showIcon title={t("wecomTags.paused")} description={tags.paused} />}
    </Flex>
  );
}

function Push() {
  const { t } = useTranslation("customers");
  const brand = useBrand();
  const notify = useNotify();
  const { modal } = App.useApp();
  const push = usePushTags(brand.code);
  const ask = () =>
    modal.confirm({
      title: t("wecomTags.pushTitle"),
      content: t("wecomTags.pushHint"),
      okText: t("wecomTags.push"),
      cancelText: t("ui:cancel"),
      onOk: () => push.mutateAsync(true).then(() => notify.done(t("wecomTags.pushed")), notify.failed),
    });
  return (
    <RightButton needs="segments.write" size="small" loading={push.isPending} onClick={ask}>
      {t("wecomTags.push")}
    </RightButton>
  );
}
