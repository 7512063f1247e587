import { Alert, Button, Flex } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { formatNumber, formatTime } from "@/ui/format";
import { useNotify } from "@/ui/useNotify";
import { useQuota, useTickOff, type Alert as Warning } from "./api";

const SERIOUS = ["balance_exhausted", "link_unavailable", "delete_link"];

/** How many additions are left and when they expire, and what WeCom warns of until somebody ticks it off. */
export function QuotaBar() {
  const { t } = useTranslation("acquisition");
  const brand = useBrand();
  const quota = useQuota(brand.code);
  if (!quota.data) return null;
  const { balance, total, low, lots, read_at_ms: readAtMs, alerts } = quota.data;
  const next = [...lots].sort((one, other) => one.expires_at_ms - other.expires_at_ms)[0];
  return (
    <Flex vertical gap={8} className="links-quota">
      {readAtMs === 0 ? (
        <span className="siyu-quiet">{t("links.quota.unread")}</span>
      ) : (
        <span className={low ? "links-low" : "siyu-quiet"}>
          {t("links.quota.left", { balance: formatNumber(balance), total: formatNumber(total) })}
          {next ? ` · ${t("links.quota.expires", { people: formatNumber(next.balance), time: formatTime(next.expires_at_ms) })}` : ""}
          {` · ${t("links.quota.asOf", { time: formatTime(readAtMs) })}`}
        </span>
      )}
      {alerts.map((each) => (
        <WarningLine key={each.id} alert={each} />
      ))}
    </Flex>
  );
}

function WarningLine({ alert }: { alert: Warning }) {
  const { t } = useTranslation("acquisition");
  const brand = useBrand();
  const notify = useNotify();
  const tick = useTickOff(brand.code);
  const words = t(`links.alert.${alert.kind}`, { name: alert.link_name || t("links.alert.someLink"), count: alert.count, time: alert.until_ms ? formatTime(alert.until_ms) : "" });
  return (
    <Alert
      showIcon
      type={SERIOUS.includes(alert.kind) ? "error" : "warning"}
      title={words}
      description={formatTime(alert.at_ms)}
      action={
        <Button size="small" disabled={brand.can["acquisition.write"] !== true} loading={tick.isPending} onClick={() => tick.mutate(alert.id, { onError: notify.failed })}>
          {t("links.alert.seen")}
        </Button>
      }
    />
  );
}
