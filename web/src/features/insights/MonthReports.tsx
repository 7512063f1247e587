import { useState } from "react";
import { useTranslation } from "react-i18next";
import { typeset } from "@/i18n/typeset";
import type { ChartClick } from "@/ui/EChart";
import { formatCompact, formatMoney, formatMoneyCompact, formatPeople, formatShare } from "@/ui/format";
import { PeopleLink } from "@/ui/PeopleLink";
import { ReportCard } from "@/ui/ReportCard";
import type { Month, Overview } from "./api";
import { PickedPeople, type Picked } from "./Picked";
import { bestMonth, sayAxisMoney, sayMonth, sumOf } from "./say";

const useEnglish = () => useTranslation("insights").i18n.resolvedLanguage === "en";

/** The months on the axis; the year stands where it begins. */
function monthNames(months: Month[], english: boolean): string[] {
  return months.map(({ month }, index) => sayMonth(month, english, index === 0 || month.endsWith("-01")).replace("年", "年\n"));
}

/** Who came new each month, and how many bought. */
export function CustomersReport({ overview }: { overview: Overview }) {
  const { t } = useTranslation("insights");
  const english = useEnglish();
  const [picked, setPicked] = useState<Picked | null>(null);
  const { months } = overview;
  const best = bestMonth(months, "new_customers");
  const pick = ({ dataIndex, seriesIndex }: ChartClick) => {
    const month = months[dataIndex];
    if (!month) return;
    const kind = seriesIndex === 0 ? "new_customers" : "buyers";
    setPicked({ label: t(`customers.picked.${kind}`, { month: sayMonth(month.month, english, true) }), people: month[kind], rule: month.rules[kind] });
  };
  return (
    <ReportCard
      id="customers"
      question={t("customers.question")}
      answer={
        best &&
        t("customers.answer", {
          people: formatPeople(sumOf(months, "new_customers")),
          month: sayMonth(best.month, english, true),
          most: formatPeople(best.new_customers),
        })
      }
      definition={typeset([overview.definitions.new_customers, overview.definitions.buyers].join("；"))}
      asOfMs={overview.as_of_ms}
      onChartClick={pick}
      actions={<PickedPeople picked={picked} hint={t("pickHint")} />}
      option={{
        tooltip: { trigger: "axis", valueFormatter: (value: number) => formatPeople(value) },
        legend: {},
        xAxis: { type: "category", data: monthNames(months, english) },
        yAxis: { type: "value", axisLabel: { formatter: (value: number) => formatCompact(value) } },
        series: [
          { name: t("customers.new"), type: "bar", data: months.map((each) => each.new_customers) },
          { name: t("customers.buyers"), type: "line", data: months.map((each) => each.buyers) },
        ],
      }}
      table={{
        columns: [t("month"), t("customers.new"), t("customers.buyers"), t("customers.first"), t("customers.returning")],
        rows: months.map((each) => [each.month, each.new_customers, each.buyers, each.first_buyers, each.returning_buyers]),
        cells: months.map((each) => [
          each.month,
          ...(["new_customers", "buyers", "first_buyers", "returning_buyers"] as const).map((key) => (
            <PeopleLink key={key} count={each[key]} rule={each.rules[key]} />
          )),
        ]),
      }}
    />
  );
}

/** What first and returning buyers paid each month. */
export function RevenueReport({ overview }: { overview: Overview }) {
  const { t } = useTranslation("insights");
  const english = useEnglish();
  const [picked, setPicked] = useState<Picked | null>(null);
  const { months } = overview;
  const total = sumOf(months, "revenue_fen");
  const pick = ({ dataIndex, seriesIndex }: ChartClick) => {
    const month = months[dataIndex];
    if (!month) return;
    const kind = seriesIndex === 0 ? "returning_buyers" : "first_buyers";
    setPicked({ label: t(`revenue.picked.${kind}`, { month: sayMonth(month.month, english, true) }), people: month[kind], rule: month.rules[kind] });
  };
  return (
    <ReportCard
      id="revenue"
      question={t("revenue.question")}
      answer={
        total > 0
          ? t("revenue.answer", { total: formatMoneyCompact(total), share: formatShare(sumOf(months, "returning_revenue_fen") / total) })
          : undefined
      }
      definition={t("revenue.definition", { definition: overview.definitions.revenue })}
      asOfMs={overview.as_of_ms}
      onChartClick={pick}
      actions={<PickedPeople picked={picked} hint={t("pickHint")} />}
      option={{
        tooltip: { trigger: "axis", valueFormatter: (value: number) => formatMoney(value) },
        legend: {},
        xAxis: { type: "category", data: monthNames(months, english) },
        yAxis: { type: "value", axisLabel: { formatter: (value: number) => sayAxisMoney(value, english) } },
        series: [
          { name: t("revenue.returning"), type: "bar", stack: "revenue", data: months.map((each) => each.returning_revenue_fen) },
          { name: t("revenue.first"), type: "bar", stack: "revenue", data: months.map((each) => each.first_revenue_fen) },
        ],
      }}
      table={{
        columns: [t("month"), t("revenue.total"), t("revenue.returning"), t("revenue.first"), t("revenue.orders")],
        rows: months.map((each) => [each.month, each.revenue_fen / 100, each.returning_revenue_fen / 100, each.first_revenue_fen / 100, each.orders]),
        cells: months.map((each) => [
          each.month, formatMoney(each.revenue_fen), formatMoney(each.returning_revenue_fen), formatMoney(each.first_revenue_fen), each.orders,
        ]),
      }}
    />
  );
}
