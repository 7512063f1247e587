import type { UseQueryResult } from "@tanstack/react-query";
import { Alert, Card, Skeleton, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@/ui/ErrorState";
import { formatNumber, formatPeople } from "@/ui/format";
import type { Forecast, Plan } from "./api";

interface Props {
  asked: Plan | null;
  forecast: UseQueryResult<Forecast>;
  missing: string;
  stale: boolean;
}

const TAKERS_SHOWN = 12;

/** How many go, who gets how many, and who cannot go and why. */
export function Consequence({ asked, forecast, missing, stale }: Props) {
  const { t } = useTranslation("handover");
  return (
    <aside className="handover-side" aria-live="polite">
      <Card size="small" title={t("forecast.title")}>
        {!asked && <p className="siyu-quiet">{missing ? t(`missing.${missing}`) : t("missing.forecast")}</p>}
        {asked && forecast.isError && <ErrorState error={forecast.error} onRetry={() => void forecast.refetch()} />}
        {asked && forecast.isPending && <Skeleton active paragraph={{ rows: 4 }} />}
        {asked && forecast.data && !forecast.isError && (
          <div className={stale ? "handover-stale siyu-stack" : "siyu-stack"}>
            <Told forecast={forecast.data} />
          </div>
        )}
      </Card>
    </aside>
  );
}

function Told({ forecast }: { forecast: Forecast }) {
  const { t } = useTranslation("handover");
  const takers = forecast.takers.slice(0, TAKERS_SHOWN).map((each): [string, string] => [
    each.name,
    t("forecast.share", { gets: formatNumber(each.gets), after: formatNumber(each.friends + each.gets), most: formatNumber(each.friends_max) }),
  ]);
  return (
    <>
      <div>
        <div className="handover-count">{formatPeople(forecast.moving)}</div>
        <Typography.Text type="secondary">{t("forecast.of", { people: formatPeople(forecast.people) })}</Typography.Text>
      </div>
      {forecast.groups !== null && forecast.groups > 0 && <div>{t("forecast.groups", { count: forecast.groups, shown: formatNumber(forecast.groups) })}</div>}
      {!forecast.checked && <Alert type="warning" showIcon title={t("forecast.unchecked")} />}
      <Rows title={t("forecast.leftOut")} rows={forecast.left_out.map((each) => [t(`reason.${each.reason}`), formatPeople(each.count)])} />
      <Rows title={t("forecast.takers", { count: forecast.takers.length, shown: formatNumber(forecast.takers.length) })} rows={takers} />
      <Typography.Text type="secondary">{t("forecast.after")}</Typography.Text>
    </>
  );
}

function Rows({ title, rows }: { title: string; rows: [string, string][] }) {
  if (rows.length === 0) return null;
  return (
    <div>
      <Typography.Text type="secondary">{title}</Typography.Text>
      <ul className="handover-rows">
        {rows.map(([name, said]) => (
          <li key={name}>
            <span>{name}</span>
            <span className="siyu-number">{said}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
