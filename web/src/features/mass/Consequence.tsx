import type { UseQueryResult } from "@tanstack/react-query";
import { Alert, Card, Skeleton, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@/ui/ErrorState";
import { formatAsOf, formatNumber, formatPeople, formatTime } from "@/ui/format";
import { Sentence } from "@/ui/Sentence";
import type { Forecast, Plan } from "./api";
import { Bubble } from "./Bubble";
import { countGroups } from "./words";

interface Props {
  plan: Plan;
  asked: Plan | null;
  forecast: UseQueryResult<Forecast>;
  stale: boolean;
  toGroups: boolean;
}

/** How many it reaches, who is left out and why, who has to tap, and what the customer sees. */
export function Consequence({ plan, asked, forecast, stale, toGroups }: Props) {
  const { t } = useTranslation("mass");
  return (
    <aside className="mass-side" aria-live="polite">
      <Card size="small" title={t("forecast.title")}>
        {!asked && <p className="siyu-quiet">{t(toGroups ? "missing.groups" : "missing.audience")}</p>}
        {asked && forecast.isError && <ErrorState error={forecast.error} onRetry={() => void forecast.refetch()} />}
        {asked && forecast.isPending && <Skeleton active paragraph={{ rows: 4 }} />}
        {asked && forecast.data && !forecast.isError && (
          <div className={stale ? "mass-stale siyu-stack" : "siyu-stack"}>
            <Told forecast={forecast.data} groups={(asked.audience.groups?.length ?? 0) > 0} />
          </div>
        )}
      </Card>
      <Card size="small" title={t(toGroups ? "preview.inGroup" : "preview.title")}>
        <Bubble text={plan.text ?? ""} cards={plan.attachments ?? []} />
      </Card>
    </aside>
  );
}

/** A forecast's figures: also shown on the page of what was sent. */
export function Told({ forecast, groups = false }: { forecast: Forecast; groups?: boolean }) {
  const { t } = useTranslation("mass");
  const said = (number: number) => (groups ? countGroups(t, number) : formatPeople(number));
  const words = groups ? "groupOutcome" : "outcome";
  return (
    <>
      <div>
        <div className="mass-count">{said(forecast.sent)}</div>
        <Typography.Text type="secondary">
          {t(groups ? "forecast.ofGroups" : "forecast.of", { people: said(forecast.people) })} · {t("ui:asOf", { time: formatAsOf(forecast.counted_at_ms) })}
        </Typography.Text>
      </div>
      <Sentence>{forecast.sentence}</Sentence>
      {forecast.quiet && <Alert type="info" showIcon title={t("forecast.quiet", { time: formatTime(forecast.starts_at_ms) })} />}
      {forecast.planned_before > 0 && <Alert type="warning" showIcon title={t("forecast.before", { count: forecast.planned_before })} />}
      <Rows title={t("forecast.leftOut")} said={said} rows={Object.entries(forecast.dropped).map(([reason, people]) => [t(`${words}.${reason}`), people])} />
      {forecast.later > 0 && <Rows title={t("forecast.later")} said={said} rows={[[t("outcome.later"), forecast.later]]} />}
      <Rows
        said={said}
        title={t(groups ? "forecast.groupTasks" : "forecast.tasks", { tasks: formatNumber(forecast.tasks), advisors: formatNumber(forecast.advisors) })}
        rows={forecast.shares.slice(0, 6).map((share) => [share.name || share.advisor, share.people])}
      />
    </>
  );
}

function Rows({ title, rows, said }: { title: string; rows: [string, number][]; said: (number: number) => string }) {
  if (rows.length === 0) return null;
  return (
    <div>
      <Typography.Text type="secondary">{title}</Typography.Text>
      <ul className="mass-rows">
        {rows.map(([name, people]) => (
          <li key={name}>
            <span>{name}</span>
            <span className="siyu-number">{said(people)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
