import { useTranslation } from "react-i18next";
import { formatShare } from "@/ui/format";
import { PeopleLink, SaveAsSegment } from "@/ui/PeopleLink";
import { ReportCard } from "@/ui/ReportCard";
import { usePhone } from "@/ui/usePhone";
import type { Figure, Repurchase } from "./api";

const MARKS = [30, 90, 120];

/** How many of all returns have happened after so many days. */
export function RepurchaseReport({ repurchase }: { repurchase: Repurchase }) {
  const { t } = useTranslation("insights");
  const phone = usePhone();
  const { curve } = repurchase;
  const figure = (key: string): Figure | undefined => repurchase.figures.find((each) => each.key === key);
  const shareAt = (days: number) => curve[days - 1]?.share ?? 0;
  const median = figure("median_days")?.value;
  const people = figure("repeat_buyers");
  return (
    <ReportCard
      id="repurchase"
      question={t("repurchase.question")}
      answer={
        typeof median === "number"
          ? t("repurchase.answer", { median, d30: formatShare(shareAt(30)), d90: formatShare(shareAt(90)), d120: formatShare(shareAt(120)) })
          : undefined
      }
      definition={t("repurchase.definition", { definition: repurchase.definitions.intervals })}
      asOfMs={repurchase.as_of_ms}
      height={320}
      emptyHint={t("repurchase.empty")}
      actions={
        people?.rule ? (
          <>
            <span>{people.label}</span>
            <PeopleLink count={people.people ?? 0} rule={people.rule} />
            <SaveAsSegment rule={people.rule}>{t("save")}</SaveAsSegment>
          </>
        ) : null
      }
      option={{
        grid: { left: 8, right: 24, top: 28, bottom: 28 },
        tooltip: {
          trigger: "axis",
          formatter: ([point]: { data: number[] }[]) =>
            t("repurchase.tip", { days: point?.data[0] ?? 0, share: formatShare(point?.data[1] ?? 0), intervals: curve[(point?.data[0] ?? 1) - 1]?.intervals ?? 0 }),
        },
        xAxis: { type: "value", min: 0, max: 365, interval: 60, name: t("repurchase.axis"), nameLocation: "middle", nameGap: 28, splitLine: { show: false } },
        yAxis: { type: "value", min: 0, max: 1, axisLabel: { formatter: (value: number) => formatShare(value).replace(".0", "") } },
        series: [
          {
            type: "line",
            showSymbol: false,
            areaStyle: { opacity: 0.12 },
            data: [[0, 0], ...curve.map((each) => [each.days, each.share])],
            markLine: {
              symbol: "none",
              silent: true,
              lineStyle: { type: "dashed" },
              label: { formatter: ({ value }: { value: number }) => (phone ? String(value) : t("repurchase.mark", { count: value })) },
              data: MARKS.map((days) => ({ xAxis: days })),
            },
            markPoint: {
              symbol: "circle",
              symbolSize: 8,
              label: { show: !phone, position: "right", distance: 6, offset: [0, 12], formatter: ({ data }: { data: { coord: number[] } }) => formatShare(data.coord[1] ?? 0) },
              data: MARKS.map((days) => ({ coord: [days, shareAt(days)] })),
            },
          },
        ],
      }}
      table={{
        columns: [t("repurchase.axis"), t("repurchase.intervals"), t("repurchase.share")],
        rows: curve.filter((each) => each.intervals > 0).map((each) => [each.days, each.intervals, each.share]),
        cells: curve.filter((each) => each.intervals > 0).map((each) => [each.days, each.intervals, formatShare(each.share)]),
      }}
    />
  );
}
