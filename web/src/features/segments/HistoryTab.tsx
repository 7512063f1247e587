import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
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
  const last = points.at(-1);
  return (
    <ReportCard
      id="history"
      question={t("history.question")}
      definition={t("history.definition")}
      answer={
        first && last
          ? t("history.answer", { now: formatPeople(last.members), since: formatTime(first.at_ms), change: formatChange(last.members, first.members) })
          : undefined
      }
      asOfMs={last?.at_ms ?? null}
      emptyHint={t("history.empty")}
      option={{
        tooltip: { trigger: "axis", valueFormatter: (value: number) => formatPeople(value) },
        legend: { show: points.length > 1 },
        xAxis: { type: "time" },
        yAxis: { type: "value", min: 0, axisLabel: { formatter: (value: number) => formatNumber(value) } },
        series: [
          { name: t("history.members"), type: "line", step: "end", showSymbol: points.length < 20, areaStyle: { opacity: 0.12 }, data: points.map((each) => [each.at_ms, each.members]) },
          { name: t("history.entered"), type: "bar", stack: "moves", data: points.map((each) => [each.at_ms, each.entered]) },
          { name: t("history.left"), type: "bar", stack: "moves", data: points.map((each) => [each.at_ms, -each.left]) },
        ],
      }}
      table={{
        columns: [t("history.at"), t("history.members"), t("history.entered"), t("history.left")],
        rows: [...points].reverse().map((each) => [formatExact(each.at_ms), each.members, each.entered, each.left]),
      }}
    />
  );
}
