import { Card, Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { formatNumber, formatPeople, formatSeconds, formatShare } from "@/ui/format";
import { Loaded } from "@/ui/Loaded";
import { paths } from "@/ui/paths";
import { ReportCard } from "@/ui/ReportCard";
import { usePhone } from "@/ui/usePhone";
import { useUrlState } from "@/ui/useUrlState";

import { useJourneyFunnel, useJourneyNames, type FunnelStep, type JourneyFunnel } from "./api";

const TEXT_MAX = 10;

/** How far people come in a journey; the address remembers which journey. */
export function FunnelSection() {
  const { t } = useTranslation("insights");
  const brand = useBrand();
  const journeys = useJourneyNames(brand.code);
  const [chosen, setChosen] = useUrlState("journey");
  const names = journeys.data ?? [];
  const [busiest] = [...names].sort((a, b) => (b.entered ?? 0) - (a.entered ?? 0));
  const id = names.find((each) => String(each.id) === chosen)?.id ?? busiest?.id ?? null;
  const funnel = useJourneyFunnel(brand.code, id);
  if (journeys.data && id === null) {
    return (
      <Card>
        <EmptyState title={t("funnel.none")} hint={t("funnel.noneHint")} action={<Link to={paths.journeyNew(brand.code)}>{t("funnel.create")}</Link>} />
      </Card>
    );
  }
  const choose = (
    <Select value={id} onChange={(each) => setChosen(String(each))} aria-label={t("funnel.choose")} className="ins-journey" options={names.map((each) => ({ value: each.id, label: each.name }))} />
  );
  return <Loaded query={funnel}>{(data) => <FunnelReport funnel={data} choose={choose} />}</Loaded>;
}

/** A step by its own name, else by what it says or how long it waits, else by its kind. */
function useStepName(): (step: FunnelStep) => string {
  const { t } = useTranslation("insights");
  return ({ label, kind, text, duration_ms }) => {
    if (label) return label;
    if (text) return `${t(`kind.${kind}`)} · ${text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text}`;
    return duration_ms ? t("funnel.wait", { time: formatSeconds(duration_ms / 1000) }) : t(`kind.${kind}`);
  };
}

function FunnelReport({ funnel, choose }: { funnel: JourneyFunnel; choose: ReactNode }) {
  const { t } = useTranslation("insights");
  const brand = useBrand();
  const { entered } = funnel;
  const nameOf = useStepName();
  const phone = usePhone();
  const steps = funnel.steps.map((step, index) => ({ ...step, label: `${index + 1}. ${nameOf(step)}` }));
  const last = steps.at(-1);
  const share = (count: number) => (entered ? formatShare(count / entered) : "—");
  const reasons = (step: FunnelStep) =>
    Object.entries(step.dropped).map(([reason, count]) => t("funnel.reason", { reason: t(`reason.${reason}`, { defaultValue: reason }), people: formatNumber(count) })).join(t("comma"));
  return (
    <ReportCard
      id="funnel"
      question={t("funnel.question")}
      answer={last && t("funnel.answer", { name: funnel.name, entered: formatPeople(entered), last: last.label, people: formatPeople(last.reached), share: share(last.reached) })}
      definition={funnel.definition}
      asOfMs={funnel.as_of_ms}
      height={Math.max(220, steps.length * 44 + 40)}
      actions={
        <>
          {choose}
          <Link to={paths.journey(brand.code, funnel.journey_id)}>{t("funnel.open")}</Link>
        </>
      }
      option={{
        grid: { left: 8, right: 96, top: 8, bottom: 8 },
        tooltip: {
          formatter: ({ dataIndex }: { dataIndex: number }) => {
            const step = steps[dataIndex];
            if (!step) return "";
            const lines = [`<b>${formatPeople(step.reached)}</b> · ${share(step.reached)}`, step.waiting ? t("funnel.waiting", { people: formatNumber(step.waiting) }) : "", reasons(step)];
            return [step.label, ...lines.filter(Boolean)].join("<br/>");
          },
        },
        xAxis: { type: "value", show: false },
        yAxis: { type: "category", inverse: true, data: steps.map((step) => step.label), axisLine: { show: false }, axisLabel: { width: phone ? 110 : 200, overflow: "truncate" } },
        series: [
          {
            type: "bar",
            data: steps.map((step) => step.reached),
            itemStyle: { borderRadius: [0, 3, 3, 0] },
            label: { show: true, position: "right", formatter: ({ value }: { value: number }) => `${formatNumber(value)} · ${share(value)}` },
          },
        ],
      }}
      table={{
        columns: [t("funnel.step"), t("funnel.reached"), t("funnel.share"), t("funnel.waitingColumn"), t("funnel.dropped")],
        rows: steps.map((step) => [step.label, step.reached, entered ? step.reached / entered : null, step.waiting, reasons(step)]),
        cells: steps.map((step) => [
          <Link key="step" to={`${paths.journey(brand.code, funnel.journey_id)}?node=${encodeURIComponent(step.key)}&pane=people`}>{step.label}</Link>,
          formatPeople(step.reached),
          share(step.reached),
          formatNumber(step.waiting),
          reasons(step) || "—",
        ]),
      }}
    />
  );
}
