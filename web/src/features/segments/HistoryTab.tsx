import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import type { ChartOption } from "@/ui/EChart";
import { formatChange, formatExact, formatNumber, formatPeople, formatTime } from "@/ui/format";
import { Loaded } from "@/ui/Loaded";
import { ReportCard } from "@/ui/ReportCard";
import { useHistory, type HistoryPoint, type Segment } from "./api";

/** How the segment grew and shrank, and who came and went each time. */
export function HistoryTab({ segment }: { segment: Segment }) {
  const brand = useBrand();
  const history = useHistory(brand.code, segment.id);
  return <Loaded query={history}>{(points) => <HistoryReport points={points} />}</Loaded>;
}

function HistoryReport({ points }: { points: HistoryPoint[] }) {
  const { t } = useTranslation("segments");
  const first = points[0];
  const change = points.length > 1;
  const last = points.at(-1);
  return (
    <ReportCard
      id="history"
      question={t("history.question")}
      definition={t("history.definition")}
      answer={
        first && last
          ? t(change ? "history.answer" : "history.answerFirst", { now: formatPeople(last.members), since: formatTime(first.at_ms), change: formatChange(last.members, first.members) })
          : undefined
      }
      asOfMs={last?.at_ms ?? null}
      emptyHint={t("history.empty")}
      height={340}
      option={option(points, { members: t("history.members"), entered: t("history.entered"), left: t("history.left") })}
      table={{
        columns: [t("history.at"), t("history.members"), t("history.entered"), t("history.left")],
        rows: [...points].reverse().map((each) => [formatExact(each.at_ms), each.members, each.entered, each.left]),
      }}
    />
  );
}

/** Above how many there are, below who came and who went; the first evaluation, when everybody came, is left out below. */
function option(points: HistoryPoint[], names: { members: string; entered: string; left: string }): ChartOption {
  const times = points.map((each) => formatTime(each.at_ms));
  const axis = { type: "category", data: times };
  const figures = { type: "value", axisLabel: { formatter: (value: number) => formatNumber(Math.abs(value)) } };
  return {
    tooltip: { trigger: "axis", valueFormatter: (value: number) => formatPeople(Math.abs(value)) },
    legend: {},
    axisPointer: { link: [{ xAxisIndex: "all" }] },
    grid: [
      { left: 48, right: 16, top: 32, height: "50%" },
      { left: 48, right: 16, bottom: 28, height: "22%" },
    ],
    xAxis: [{ ...axis, gridIndex: 0, axisLabel: { show: false } }, { ...axis, gridIndex: 1 }],
    yAxis: [{ ...figures, gridIndex: 0, min: 0 }, { ...figures, gridIndex: 1, splitNumber: 2 }],
    series: [
      { name: names.members, type: "line", step: "end", showSymbol: points.length < 30, areaStyle: { opacity: 0.12 }, data: points.map((each) => each.members) },
      { name: names.entered, type: "bar", stack: "moves", xAxisIndex: 1, yAxisIndex: 1, data: points.map((each, index) => (index === 0 ? 0 : each.entered)) },
      { name: names.left, type: "bar", stack: "moves", xAxisIndex: 1, yAxisIndex: 1, data: points.map((each) => -each.left) },
    ],
  };
}
