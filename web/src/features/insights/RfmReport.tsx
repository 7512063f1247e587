import { useState } from "react";
import { useTranslation } from "react-i18next";
import { typeset } from "@/i18n/typeset";
import { HEAT } from "@/ui/chart_theme";
import type { ChartClick } from "@/ui/EChart";
import { formatCompact, formatMoneyCompact, formatPeople, formatShare } from "@/ui/format";
import { useMode } from "@/ui/mode";
import { PeopleLink } from "@/ui/PeopleLink";
import { ReportCard } from "@/ui/ReportCard";
import type { Rfm, RfmCell } from "./api";
import { heatLabel } from "./heat";
import { PickedPeople, type Picked } from "./Picked";
import { richestCell } from "./say";

/** Recency across, frequency up: how many people stand in each cell, and what they are worth. */
export function RfmReport({ rfm }: { rfm: Rfm }) {
  const { t } = useTranslation("insights");
  const mode = useMode();
  const [picked, setPicked] = useState<Picked | null>(null);
  const name = (cell: RfmCell) =>
    t("rfm.cell", { recency: rfm.recency[cell.recency]?.label, frequency: rfm.frequency[cell.frequency]?.label });
  const bought = rfm.cells.filter((cell) => cell.people > 0);
  const most = Math.max(1, ...rfm.cells.map((cell) => cell.people));
  const best = richestCell(rfm);
  const pick = ({ dataIndex }: ChartClick) => {
    const cell = rfm.cells[dataIndex];
    if (cell) setPicked({ label: name(cell), people: cell.people, rule: cell.rule });
  };
  return (
    <ReportCard
      id="rfm"
      question={t("rfm.question")}
      answer={
        best &&
        t("rfm.answer", {
          cell: name(best.cell),
          people: formatPeople(best.cell.people),
          peopleShare: formatShare(best.peopleShare),
          revenueShare: formatShare(best.revenueShare),
        })
      }
      definition={typeset(Object.values(rfm.definitions).join("；"))}
      asOfMs={rfm.as_of_ms}
      height={320}
      onChartClick={pick}
      actions={<PickedPeople picked={picked} hint={t("pickHint")} />}
      option={{
        grid: { left: 8, right: 8, top: 8, bottom: 28 },
        tooltip: { formatter: ({ dataIndex }: { dataIndex: number }) => tip(rfm.cells[dataIndex], name) },
        xAxis: { type: "category", data: rfm.recency.map((each) => each.label), name: t("rfm.axis"), nameLocation: "middle", nameGap: 28, splitArea: { show: false } },
        yAxis: { type: "category", data: rfm.frequency.map((each) => each.label), axisLine: { show: false } },
        visualMap: { show: false, min: 0, max: most, inRange: { color: [...HEAT[mode]] } },
        series: [
          {
            type: "heatmap",
            data: rfm.cells.map((cell) => ({ value: [cell.recency, cell.frequency, cell.people], label: heatLabel(cell.people / most, mode) })),
            label: { show: true, formatter: ({ value }: { value: number[] }) => formatCompact(value[2] ?? 0) },
            itemStyle: { borderWidth: 2, borderColor: mode === "dark" ? "#141414" : "#ffffff", borderRadius: 4 },
          },
        ],
      }}
      table={{
        columns: [t("rfm.recency"), t("rfm.frequency"), t("rfm.people"), t("rfm.revenue"), t("rfm.average")],
        rows: bought.map((cell) => [rfm.recency[cell.recency]?.label ?? "", rfm.frequency[cell.frequency]?.label ?? "", cell.people, cell.revenue_fen / 100, (cell.average_fen ?? 0) / 100]),
        cells: bought.map((cell) => [
          rfm.recency[cell.recency]?.label,
          rfm.frequency[cell.frequency]?.label,
          <PeopleLink key="people" count={cell.people} rule={cell.rule} />,
          formatMoneyCompact(cell.revenue_fen),
          cell.average_fen === null ? "—" : formatMoneyCompact(cell.average_fen),
        ]),
      }}
    />
  );
}

function tip(cell: RfmCell | undefined, name: (cell: RfmCell) => string): string {
  if (!cell) return "";
  return `${name(cell)}<br/><b>${formatPeople(cell.people)}</b> · ${formatMoneyCompact(cell.revenue_fen)}`;
}
