import { useState } from "react";
import { useTranslation } from "react-i18next";
import { typeset } from "@/i18n/typeset";
import { HEAT } from "@/ui/chart_theme";
import type { ChartClick } from "@/ui/EChart";
import { formatPeople, formatShare } from "@/ui/format";
import { useMode } from "@/ui/mode";
import { PeopleLink } from "@/ui/PeopleLink";
import { ReportCard } from "@/ui/ReportCard";
import { usePhone } from "@/ui/usePhone";
import type { Cohort, Retention } from "./api";
import { heatLabel } from "./heat";
import { PickedPeople, type Picked } from "./Picked";
import { averageRetention, sayMonth } from "./say";

/** Which part of each month's first buyers bought again in the months after. */
export function RetentionReport({ retention }: { retention: Retention }) {
  const { t, i18n } = useTranslation("insights");
  const english = i18n.resolvedLanguage === "en";
  const mode = useMode();
  const phone = usePhone();
  const [picked, setPicked] = useState<Picked | null>(null);
  const cohorts = retention.cohorts.filter((each) => each.people > 0);
  const months = Math.max(0, ...cohorts.map((each) => each.cells.length)) - 1;
  const cells = cohorts.flatMap((cohort, row) => cohort.cells.slice(1).map((cell) => ({ ...cell, row, cohort })));
  const most = Math.max(0.01, ...cells.map((cell) => cell.share));
  const one = averageRetention(cohorts, 1);
  const three = averageRetention(cohorts, 3);
  const label = (cohort: Cohort, after: number) => t("retention.cell", { month: sayMonth(cohort.month, english, true), count: after });
  const pick = ({ dataIndex }: ChartClick) => {
    const cell = cells[dataIndex];
    if (cell) setPicked({ label: label(cell.cohort, cell.after), people: cell.people, rule: cell.rule });
  };
  return (
    <ReportCard
      id="retention"
      question={t("retention.question")}
      answer={one === null ? undefined : t(three === null ? "retention.answerShort" : "retention.answer", { one: formatShare(one), three: formatShare(three ?? 0) })}
      definition={typeset(Object.values(retention.definitions).join("；"))}
      asOfMs={retention.as_of_ms}
      height={Math.max(200, cohorts.length * 28 + 60)}
      emptyHint={t("retention.empty")}
      onChartClick={pick}
      actions={<PickedPeople picked={picked} hint={t("pickHint")} />}
      option={{
        grid: { left: 8, right: 8, top: 8, bottom: 28 },
        tooltip: {
          formatter: ({ dataIndex }: { dataIndex: number }) => {
            const cell = cells[dataIndex];
            return cell ? `${label(cell.cohort, cell.after)}<br/><b>${formatShare(cell.share)}</b> · ${formatPeople(cell.people)}` : "";
          },
        },
        xAxis: { type: "category", data: Array.from({ length: months }, (_, index) => String(index + 1)), name: t("retention.axis"), nameLocation: "middle", nameGap: 28 },
        yAxis: { type: "category", inverse: true, axisLine: { show: false }, data: cohorts.map((each) => (phone ? each.month.slice(2) : `${sayMonth(each.month, english, true)} · ${formatPeople(each.people)}`)) },
        visualMap: { show: false, min: 0, max: most, inRange: { color: [...HEAT[mode]] } },
        series: [
          {
            type: "heatmap",
            data: cells.map((cell) => ({ value: [cell.after - 1, cell.row, cell.share], label: heatLabel(cell.share / most, mode) })),
            label: { show: true, fontSize: phone ? 9 : 12, formatter: ({ value }: { value: number[] }) => `${Math.round((value[2] ?? 0) * 100)}` + (phone ? "" : "%") },
            itemStyle: { borderWidth: 2, borderColor: mode === "dark" ? "#141414" : "#ffffff", borderRadius: 4 },
          },
        ],
      }}
      table={{
        columns: [t("retention.cohort"), t("retention.people"), ...Array.from({ length: months }, (_, index) => t("retention.column", { count: index + 1 }))],
        rows: cohorts.map((each) => [each.month, each.people, ...each.cells.slice(1).map((cell) => cell.share)]),
        cells: cohorts.map((each) => [
          each.month,
          <PeopleLink key="all" count={each.people} rule={each.rule} />,
          ...each.cells.slice(1).map((cell) => formatShare(cell.share)),
        ]),
      }}
    />
  );
}
