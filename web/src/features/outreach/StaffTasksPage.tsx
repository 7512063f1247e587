import { Flex, Progress, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { formatNumber } from "@/ui/format";
import { ListPage } from "@/ui/ListPage";
import type { Column } from "@/ui/ListTable";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { listStaffTasks, type StaffTask } from "./api";

/** Messages that leave only after an advisor has confirmed them in WeCom. */
export function StaffTasksPage() {
  const { t } = useTranslation("outreach");
  const brand = useBrand();
  const list = useList<StaffTask>({ key: [brand.code, "staff-tasks"], load: (query) => listStaffTasks(brand.code, query) });
  const columns: Column<StaffTask>[] = [
    { key: "advisor", title: t("field.advisor"), phone: "title", render: (each) => each.advisor_name || each.advisor || t("tasks.unnamed") },
    { key: "text", title: t("field.text"), render: (each) => <span className="siyu-text">{each.text}</span> },
    { key: "state", title: t("field.state"), phone: "corner", render: (each) => <TaskState task={each} /> },
    { key: "progress", title: t("field.delivered"), width: 180, render: (each) => <Delivered task={each} /> },
    { key: "created", title: t("field.created"), render: (each) => <TimeText atMs={each.created_at_ms} /> },
    { key: "confirmed", title: t("field.confirmed"), phone: "hide", render: (each) => <TimeText atMs={each.confirmed_at_ms} /> },
  ];
  return (
    <ListPage
      title={t("tasks.title")}
      purpose={t("tasks.purpose")}
      list={list}
      columns={columns}
      rowKey={(each) => each.id}
      empty={<EmptyState title={t("tasks.empty")} hint={t("tasks.emptyHint")} />}
    />
  );
}

function TaskState({ task }: { task: StaffTask }) {
  const { t } = useTranslation("outreach");
  const confirmed = task.confirmed_at_ms !== null;
  return <Tag color={confirmed ? "success" : "warning"}>{confirmed ? t("tasks.confirmed") : t("tasks.waiting")}</Tag>;
}

function Delivered({ task }: { task: StaffTask }) {
  const { t } = useTranslation("outreach");
  const share = task.people > 0 ? Math.round((task.delivered / task.people) * 100) : 0;
  return (
    <Flex gap={8} align="center">
      <Progress percent={share} size="small" className="out-progress" showInfo={false} aria-label={t("field.delivered")} />
      <span className="siyu-quiet siyu-number">{t("tasks.told", { delivered: formatNumber(task.delivered), people: formatNumber(task.people) })}</span>
      {task.failed > 0 && <Tag color="error">{t("tasks.failed", { failed: formatNumber(task.failed) })}</Tag>}
    </Flex>
  );
}
