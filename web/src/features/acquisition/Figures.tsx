import { Segmented, Table } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { formatNumber, formatPeople, formatShare } from "@/ui/format";
import { Loaded } from "@/ui/Loaded";
import { PeopleLink, SaveAsSegment } from "@/ui/PeopleLink";
import { ReportCard } from "@/ui/ReportCard";
import { useUrlState } from "@/ui/useUrlState";
import { listLost, useStatistics, type LiveCode, type LostOf, type NamedTally, type Statistics } from "./api";
import { localDay } from "./days";
import { LostLink } from "./LostDrawer";

const SPANS = ["7", "30", "90"];

/** What a code brought: by day, by place, by person; every figure opens the people. */
export function Figures({ code }: { code: LiveCode }) {
  const { t } = useTranslation("acquisition");
  const brand = useBrand();
  const [span, setSpan] = useUrlState("days", "30");
  const days = SPANS.includes(span) ? Number(span) : 30;
  const figures = useStatistics(brand.code, code.id, { from: localDay(brand.zone, days - 1) });
  return (
    <div className="siyu-stack">
      <Segmented aria-label={t("figures.span")} value={String(days)} options={SPANS.map((value) => ({ value, label: t("figures.days", { count: Number(value) }) }))} onChange={setSpan} />
      <Loaded query={figures}>{(data) => <Reports code={code.id} data={data} />}</Loaded>
    </div>
  );
}

function Reports({ code, data }: { code: number; data: Statistics }) {
  const { t } = useTranslation("acquisition");
  const { total, days } = data;
  const came = total.added > 0;
  const span = { from: data.from_day, until: data.until_day };
  return (
    <>
      <ReportCard
        id="days"
        question={t("figures.question")}
        answer={came ? t("figures.answer", { added: formatPeople(total.added), lost: formatPeople(total.lost), net: formatPeople(total.net), share: formatShare(total.net / total.added) }) : undefined}
        definition={t("figures.definition")}
        asOfMs={data.as_of_ms}
        emptyHint={t("figures.emptyHint")}
        actions={
          <>
            <span>
              {t("figures.lost")} <CodeLost code={code} count={total.lost} asked={span} />
            </span>
            <SaveAsSegment rule={data.rule}>{t("figures.segment")}</SaveAsSegment>
          </>
        }
        option={{
          tooltip: { trigger: "axis", valueFormatter: (value: number) => formatPeople(value) },
          legend: {},
          xAxis: { type: "category", data: days.map((each) => each.day.slice(5)) },
          yAxis: { type: "value", minInterval: 1 },
          series: [
            { name: t("figures.stayed"), type: "bar", stack: "all", data: days.map((each) => each.net) },
            { name: t("figures.lost"), type: "bar", stack: "all", data: days.map((each) => each.lost) },
          ],
        }}
        table={{
          columns: [t("figures.day"), t("figures.added"), t("figures.lost"), t("figures.net")],
          rows: came ? days.map((each) => [each.day, each.added, each.lost, each.net]) : [],
        }}
      />
      <Tallies title={t("figures.byPlace")} name={t("figures.place")} rows={data.placements} lost={(row) => <CodeLost code={code} count={row.lost} asked={{ ...span, place: row.id }} />} />
      <Tallies title={t("figures.byStaff")} name={t("figures.person")} rows={data.staff} lost={(row) => <CodeLost code={code} count={row.lost} asked={{ ...span, staff: row.id }} />} />
    </>
  );
}

/** How many of them left again; opens who they are. */
export function CodeLost({ code, count, asked }: { code: number; count: number; asked: LostOf }) {
  const brand = useBrand();
  return <LostLink count={count} name={["live-codes", code, asked]} load={(cursor) => listLost(brand.code, code, asked, cursor)} />;
}

interface TalliesProps {
  title: string;
  name: string;
  rows: NamedTally[];
  lost: (row: NamedTally) => ReactNode;
}

function Tallies({ title, name, rows, lost }: TalliesProps) {
  const { t } = useTranslation("acquisition");
  if (rows.length === 0) return null;
  const most = Math.max(...rows.map((each) => each.added), 1);
  return (
    <section>
      <h3 className="acq-heading">{title}</h3>
      <Table<NamedTally>
        size="small"
        rowKey={(row) => row.id}
        dataSource={rows}
        pagination={rows.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
        scroll={{ x: "max-content" }}
        columns={[
          { key: "name", title: name, render: (_, row) => row.name },
          { key: "bar", title: t("figures.share"), responsive: ["md"], render: (_, row) => <span className="acq-share" style={{ width: `${(row.added / most) * 120}px` }} /> },
          { key: "added", title: t("figures.added"), align: "right", render: (_, row) => <PeopleLink count={row.added} rule={row.rule} /> },
          { key: "lost", title: t("figures.lost"), align: "right", render: (_, row) => lost(row) },
          { key: "net", title: t("figures.net"), align: "right", render: (_, row) => formatNumber(row.net) },
        ]}
      />
    </section>
  );
}
