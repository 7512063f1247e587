import { BellOutlined } from "@ant-design/icons";
import { Flex, Select, Tag, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { formatNumber, formatTime } from "@/ui/format";
import { ListTable, type Column } from "@/ui/ListTable";
import { RightButton } from "@/ui/RightButton";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { useNotify } from "@/ui/useNotify";
import { useUrlState } from "@/ui/useUrlState";
import { listTasks, MOVING, useRemind, type AdvisorTask, type Mass } from "./api";
import { forGroups } from "./words";

const LOOK_AGAIN_MS = 5_000;
type Only = "" | "confirmed" | "waiting";

/** Who has tapped send and who has not, with a nudge for the latter. */
export function AdvisorTasks({ mass }: { mass: Mass }) {
  const { t } = useTranslation("mass");
  const brand = useBrand();
  const [only, setOnly] = useUrlState("only");
  const list = useList<AdvisorTask>({
    key: [brand.code, "mass", mass.id, "tasks"],
    filters: { only: only || undefined },
    load: (query) => listTasks(brand.code, mass.id, query, only as Only),
    refetchMs: MOVING.has(mass.state) ? LOOK_AGAIN_MS : 0,
  });
  const choices = (["waiting", "confirmed"] as const).map((each) => ({ value: each, label: t(`tasks.${each}`) }));
  const waiting = mass.progress.tasks - mass.progress.confirmed;
  return (
    <div className="siyu-stack">
      <Flex gap={8} wrap>
        <Select allowClear className="siyu-filter" aria-label={t("tasks.filter")} placeholder={t("tasks.filter")} value={only || null} options={choices} onChange={setOnly} />
        {mass.state === "running" && waiting > 0 && <Remind mass={mass} tasks={null} label={t("tasks.remindAll", { count: waiting })} />}
      </Flex>
      <ListTable list={list} columns={useColumns(mass)} rowKey={(each) => each.id} empty={<EmptyState title={t("tasks.empty")} hint={t("tasks.emptyHint")} />} />
    </div>
  );
}

function useColumns(mass: Mass): Column<AdvisorTask>[] {
  const { t } = useTranslation("mass");
  const groups = forGroups(mass);
  return [
    { key: "advisor", title: t(groups ? "field.owner" : "field.advisor"), phone: "title", render: (each) => each.name || each.advisor || "—" },
    { key: "unit", title: t("field.unit"), render: (each) => each.unit || "—" },
    { key: "state", title: t("field.state"), phone: "corner", render: (each) => <TaskState task={each} /> },
    { key: "people", title: t(groups ? "field.groupCount" : "field.people"), align: "right", render: (each) => formatNumber(each.people) },
    { key: "delivered", title: t(groups ? "field.inGroups" : "field.delivered"), align: "right", render: (each) => formatNumber(each.delivered) },
    { key: "failed", title: t(groups ? "field.notInGroups" : "field.failed"), align: "right", render: (each) => formatNumber(each.failed) },
    { key: "when", title: t("tasks.confirmedAt"), render: (each) => <TimeText atMs={each.confirmed_at_ms} /> },
    { key: "remind", title: t("tasks.reminders"), render: (each) => <Nudge mass={mass} task={each} /> },
  ];
}

function TaskState({ task }: { task: AdvisorTask }) {
  const { t } = useTranslation("mass");
  if (task.confirmed_at_ms !== null) return <Tag color="success">{t("tasks.confirmed")}</Tag>;
  if (task.cancelled_at_ms !== null) return <Tag>{t("tasks.cancelled")}</Tag>;
  return <Tag color={task.settled ? "default" : "warning"}>{task.settled ? t("tasks.expired") : t("tasks.waiting")}</Tag>;
}

function Nudge({ mass, task }: { mass: Mass; task: AdvisorTask }) {
  const { t } = useTranslation("mass");
  const done = task.reminders > 0 ? t("tasks.reminded", { count: task.reminders }) : "—";
  if (task.confirmed_at_ms !== null || task.settled || mass.state !== "running") return <span className="siyu-quiet">{done}</span>;
  const until = task.remind_after_ms > 0 ? t("tasks.blocked", { time: formatTime(task.remind_after_ms) }) : "";
  const label = task.remind_asked ? t("tasks.going") : task.reminders > 0 ? t("tasks.again", { count: task.reminders }) : t("tasks.remind");
  return <Remind mass={mass} tasks={[task.id]} label={label} reason={task.remind_asked ? t("tasks.going") : until} />;
}

function Remind({ mass, tasks, label, reason = "" }: { mass: Mass; tasks: number[] | null; label: string; reason?: string }) {
  const { t } = useTranslation("mass");
  const brand = useBrand();
  const notify = useNotify();
  const remind = useRemind(brand.code, mass.id);
  const go = () =>
    remind.mutate(tasks, {
      onSuccess: (told) => notify.done(t("tasks.asked", { count: told.asked })),
      onError: (error) => notify.failed(error),
    });
  return (
    <Tooltip title={reason}>
      <RightButton needs="outreach.write" size={tasks ? "small" : "middle"} icon={<BellOutlined />} disabled={reason !== ""} loading={remind.isPending} onClick={go}>
        {label}
      </RightButton>
    </Tooltip>
  );
}
