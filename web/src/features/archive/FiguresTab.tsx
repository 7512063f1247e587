import { Segmented, Table } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { Figure } from "@/ui/Figure";
import { formatNumber, formatShare } from "@/ui/format";
import { Loaded } from "@/ui/Loaded";
import { ReportCard } from "@/ui/ReportCard";
import { useUrlState } from "@/ui/useUrlState";
import { useAnswers, type Answers } from "./api";
import { addUp, minutes } from "./sums";

const SPANS = ["4", "8", "13"];
type Member = Answers["staff"][number];

/** How fast customers are answered, and how many are not. */
export function FiguresTab() {
  const { t } = useTranslation("archive");
  const brand = useBrand();
  const [span, setSpan] = useUrlState("weeks", "8");
  const back = SPANS.includes(span) ? Number(span) : 8;
  const answers = useAnswers(brand.code, back);
  return (
    <div className="siyu-stack">
      <Segmented aria-label={t("figures.span")} value={String(back)} onChange={setSpan} options={SPANS.map((value) => ({ value, label: t("figures.weeks", { count: Number(value) }) }))} />
      <Loaded query={answers}>{(data) => <Report data={data} />}</Loaded>
    </div>
  );
}

function Report({ data }: { data: Answers }) {
  const { t } = useTranslation("archive");
  const total = addUp(data.weeks);
  const asked = total.replied + total.unanswered;
  const told = (ms: number | null) => (ms === null ? "—" : t("figures.minutes", { minutes: formatNumber(minutes(ms), 1) }));
  const talked = total.sessions > 0;
  const days = data.weeks.map((each) => each.day.slice(5));
  return (
    <>
      <div className="siyu-figures">
        <Figure label={t("figures.reply")} definition={data.definition} value={told(total.reply_ms)} />
        <Figure label={t("figures.unanswered")} definition={data.definition} value={asked ? `${formatNumber(total.unanswered)}（${formatShare(total.unanswered / asked)}）` : "—"} />
        <Figure label={t("figures.sessions")} definition={data.definition} value={formatNumber(total.sessions)} />
        <Figure label={t("figures.messages")} value={formatNumber(total.sent + total.received)} />
      </div>
      <ReportCard
        id="reply"
        question={t("figures.question")}
        answer={talked ? t("figures.answer", { reply: told(total.reply_ms), unanswered: formatNumber(total.unanswered), sessions: formatNumber(total.sessions) }) : undefined}
        definition={data.definition}
        asOfMs={data.as_of_ms}
        emptyHint={t("figures.emptyHint")}
        option={{
          tooltip: { trigger: "axis", valueFormatter: (value: number | null) => (value === null ? "—" : t("figures.minutes", { minutes: formatNumber(value, 1) })) },
          xAxis: { type: "category", data: days },
          yAxis: { type: "value", name: t("figures.axis"), min: 0 },
          series: [{ name: t("figures.reply"), type: "line", data: data.weeks.map((each) => (each.reply_ms === null ? null : minutes(each.reply_ms))), connectNulls: false, label: { show: true, formatter: ({ value }: { value: number }) => formatNumber(value, 1) } }],
        }}
        table={weekTable(t, talked ? data.weeks : [], told)}
      />
      <ReportCard
        id="sessions"
        question={t("figures.unansweredQuestion")}
        definition={data.definition}
        asOfMs={data.as_of_ms}
        emptyHint={t("figures.emptyHint")}
        option={{
          tooltip: { trigger: "axis" },
          legend: {},
          xAxis: { type: "category", data: days },
          yAxis: { type: "value", minInterval: 1 },
          series: [
            { name: t("figures.otherSessions"), type: "bar", stack: "all", data: data.weeks.map((each) => each.sessions - each.unanswered) },
            { name: t("figures.unanswered"), type: "bar", stack: "all", data: data.weeks.map((each) => each.unanswered) },
          ],
        }}
        table={weekTable(t, talked ? data.weeks : [], told)}
      />
      <h3>{t("figures.byStaff")}</h3>
      <Table<Member>
        size="small"
        rowKey={(row) => row.userid}
        dataSource={data.staff}
        pagination={data.staff.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
        scroll={{ x: "max-content" }}
        columns={[
          { key: "name", title: t("figures.staff"), render: (_, row) => row.name },
          { key: "unanswered", title: t("figures.unanswered"), align: "right", render: (_, row) => formatNumber(row.unanswered) },
          { key: "reply", title: t("figures.reply"), align: "right", render: (_, row) => told(row.reply_ms) },
          { key: "sessions", title: t("figures.sessions"), align: "right", render: (_, row) => formatNumber(row.sessions) },
          { key: "received", title: t("figures.received"), align: "right", render: (_, row) => formatNumber(row.received) },
          { key: "sent", title: t("figures.sent"), align: "right", render: (_, row) => formatNumber(row.sent) },
        ]}
      />
    </>
  );
}

function weekTable(t: (key: string) => string, weeks: Answers["weeks"], told: (ms: number | null) => string) {
  return {
    columns: [t("figures.week"), t("figures.sessions"), t("figures.replied"), t("figures.reply"), t("figures.unanswered")],
    rows: weeks.map((each) => [each.day, each.sessions, each.replied, each.reply_ms === null ? null : minutes(each.reply_ms), each.unanswered]),
    cells: weeks.map((each) => [each.day, each.sessions, each.replied, told(each.reply_ms), each.unanswered]),
  };
}
