import { Segmented, Table } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { formatNumber, formatShare } from "@/ui/format";
import { Loaded } from "@/ui/Loaded";
import { SaveAsSegment } from "@/ui/PeopleLink";
import { ReportCard } from "@/ui/ReportCard";
import { useUrlState } from "@/ui/useUrlState";
import { useGroupDays, type GroupDays, type GroupDetail } from "./api";
import { groupRule, sums } from "./curves";

const SPANS = ["7", "30", "90"];

/** How a group grew: customers in it, comings and goings, messages, and by which way they came. */
export function GroupCurve({ group }: { group: GroupDetail }) {
  const { t } = useTranslation("communities");
  const [span, setSpan] = useUrlState("days", "30");
  const days = SPANS.includes(span) ? Number(span) : 30;
  const query = useGroupDays(useBrand().code, group.chat_id, days);
  return (
    <div className="siyu-stack">
      <div><Segmented aria-label={t("curve.span")} value={String(days)} options={SPANS.map((value) => ({ value, label: t("curve.days", { count: Number(value) }) }))} onChange={setSpan} /></div>
      <Loaded query={query}>{(data) => <Reports group={group} data={data} />}</Loaded>
      <Scenes group={group} />
    </div>
  );
}

function Reports({ group, data }: { group: GroupDetail; data: GroupDays }) {
  const { t } = useTranslation("communities");
  const { joined, left } = sums(data.days);
  const axis = { type: "category", data: data.days.map((each) => each.day.slice(5)) };
  const said = data.days.some((each) => each.owner_messages !== null);
  return (
    <>
      <ReportCard
        id="curve"
        question={t("curve.question")}
        answer={t("curve.answer", { joined: formatNumber(joined), left: formatNumber(left), now: formatNumber(group.customers) })}
        definition={t("curve.definition")}
        asOfMs={data.as_of_ms}
        actions={<SaveAsSegment rule={groupRule(group.chat_id)}>{t("curve.segment")}</SaveAsSegment>}
        option={{
          tooltip: { trigger: "axis" },
          legend: {},
          xAxis: axis,
          yAxis: { type: "value", minInterval: 1 },
          series: [
            { name: t("curve.customers"), type: "line", showSymbol: false, data: data.days.map((each) => each.customers) },
            { name: t("curve.joined"), type: "bar", stack: "moves", data: data.days.map((each) => each.joined) },
            { name: t("curve.left"), type: "bar", stack: "moves", data: data.days.map((each) => -each.left) },
          ],
        }}
        table={{
          columns: [t("curve.day"), t("curve.joined"), t("curve.left"), t("curve.customers")],
          rows: data.days.map((each) => [each.day, each.joined, each.left, each.customers]),
        }}
      />
      <ReportCard
        id="messages"
        question={t("messages.question", { owner: group.owner_name })}
        definition={t("messages.definition")}
        emptyHint={t("messages.emptyHint")}
        height={200}
        option={{
          tooltip: { trigger: "axis" },
          xAxis: axis,
          yAxis: { type: "value", minInterval: 1 },
          series: [{ name: t("messages.count"), type: "bar", data: data.days.map((each) => each.owner_messages) }],
        }}
        table={{ columns: [t("curve.day"), t("messages.count")], rows: said ? data.days.map((each) => [each.day, each.owner_messages]) : [] }}
      />
    </>
  );
}

function Scenes({ group }: { group: GroupDetail }) {
  const { t } = useTranslation("communities");
  if (group.scenes.length === 0) return null;
  return (
    <section>
      <h3>{t("scene.title")}</h3>
      <Table
        size="small"
        rowKey="scene"
        pagination={false}
        dataSource={group.scenes}
        columns={[
          { key: "scene", title: t("scene.way"), render: (_, each) => t(`scene.${each.scene}`) },
          { key: "joined", title: t("curve.joined"), align: "right", render: (_, each) => formatNumber(each.joined) },
          { key: "left", title: t("curve.left"), align: "right", render: (_, each) => formatNumber(each.left) },
          { key: "kept", title: t("scene.kept"), align: "right", render: (_, each) => formatShare(each.kept / Math.max(each.joined, 1)) },
        ]}
      />
    </section>
  );
}
