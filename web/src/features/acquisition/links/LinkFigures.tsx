import { Segmented, Table } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { localDay } from "../days";
import { LostLink } from "../LostDrawer";
import { formatPeople, formatShare } from "@/ui/format";
import { Loaded } from "@/ui/Loaded";
import { SaveAsSegment } from "@/ui/PeopleLink";
import { ReportCard } from "@/ui/ReportCard";
import { useUrlState } from "@/ui/useUrlState";
import { listLost, useLinkStatistics, type AcquisitionLink, type LinkStatistics, type LostOf, type NamedTally } from "./api";

const SPANS = ["7", "30", "90"];

/** What a link brought: clicks and additions as WeCom counts them, friends and losses as Siyu knows them. */
export function LinkFigures({ link }: { link: AcquisitionLink }) {
  const { t } = useTranslation("acquisition");
  const brand = useBrand();
  const [span, setSpan] = useUrlState("days", "30");
  const days = SPANS.includes(span) ? Number(span) : 30;
  const figures = useLinkStatistics(brand.code, link.id, localDay(brand.zone, days - 1));
  return (
    <div className="siyu-stack">
      <Segmented aria-label={t("links.figures.span")} value={String(days)} options={SPANS.map((value) => ({ value, label: t("links.figures.days", { count: Number(value) }) }))} onChange={setSpan} />
      <Loaded query={figures}>{(data) => <Reports link={link.id} data={data} />}</Loaded>
    </div>
  );
}

function Reports({ link, data }: { link: number; data: LinkStatistics }) {
  const { t } = useTranslation("acquisition");
  const { total, days } = data;
  const something = total.clicks + total.came > 0;
  const span = { from: data.from_day, until: data.until_day };
  const share = total.clicks ? formatShare(total.added / total.clicks) : "–";
  return (
    <>
      <ReportCard
        id="days"
        question={t("links.figures.question")}
        answer={something ? t("links.figures.answer", { clicks: formatPeople(total.clicks), added: formatPeople(total.added), share, came: formatPeople(total.came), spoke: formatPeople(total.spoke) }) : undefined}
        definition={t("links.figures.definition")}
        asOfMs={data.read_at_ms}
        emptyHint={t("links.figures.emptyHint")}
        actions={
          <>
            <span>
              {t("links.figures.lost")} <LinkLost link={link} count={total.lost} asked={span} />
            </span>
            <SaveAsSegment rule={data.rule}>{t("links.figures.segment")}</SaveAsSegment>
          </>
        }
        option={{
          tooltip: { trigger: "axis", valueFormatter: (value: number) => formatPeople(value) },
          legend: {},
          xAxis: { type: "category", data: days.map((each) => each.day.slice(5)) },
          yAxis: { type: "value", minInterval: 1 },
          series: [
            { name: t("links.figures.clicks"), type: "line", data: days.map((each) => each.clicks) },
            { name: t("links.figures.came"), type: "bar", data: days.map((each) => each.came) },
          ],
        }}
        table={{
          columns: [t("links.figures.day"), t("links.figures.clicks"), t("links.figures.added"), t("links.figures.came"), t("links.figures.spoke"), t("links.figures.lost")],
          rows: something ? days.map((each) => [each.day, each.clicks, each.added, each.came, each.spoke, each.lost]) : [],
        }}
      />
      <Tallies title={t("links.figures.byPlace")} name={t("links.figures.place")} link={link} rows={data.places} asked={(row) => ({ ...span, place: row.id })} />
      <Tallies title={t("links.figures.byStaff")} name={t("links.figures.person")} link={link} rows={data.staff} asked={(row) => ({ ...span, staff: row.id })} />
    </>
  );
}

/** How many of them left again; opens who they are. */
export function LinkLost({ link, count, asked }: { link: number; count: number; asked: LostOf }) {
  const brand = useBrand();
  return <LostLink count={count} name={["links", link, asked]} load={(cursor) => listLost(brand.code, link, asked, cursor)} />;
}

interface TalliesProps {
  title: string;
  name: string;
  link: number;
  rows: NamedTally[];
  asked: (row: NamedTally) => LostOf;
}

function Tallies({ title, name, link, rows, asked }: TalliesProps) {
  const { t } = useTranslation("acquisition");
  if (rows.length === 0) return null;
  return (
    <section>
      <h3 className="links-heading">{title}</h3>
      <Table<NamedTally>
        size="small"
        rowKey={(row) => row.id}
        dataSource={rows}
        pagination={rows.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
        scroll={{ x: "max-content" }}
        columns={[
          { key: "name", title: name, render: (_, row) => row.name },
          { key: "came", title: t("links.figures.came"), align: "right", render: (_, row) => formatPeople(row.came) },
          { key: "spoke", title: t("links.figures.spoke"), align: "right", render: (_, row) => formatPeople(row.spoke) },
          { key: "lost", title: t("links.figures.lost"), align: "right", render: (_, row) => <LinkLost link={link} count={row.lost} asked={asked(row)} /> },
        ]}
      />
    </section>
  );
}
