import { PlusOutlined } from "@ant-design/icons";
import { Select, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { formatNumber, formatShare } from "@/ui/format";
import { ListPage } from "@/ui/ListPage";
import type { Column } from "@/ui/ListTable";
import { paths } from "@/ui/paths";
import { RightButton } from "@/ui/RightButton";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { useUrlState } from "@/ui/useUrlState";
import { listMass, MOVING, type Mass } from "./api";
import "./mass.css";
import { QuotaLine } from "./QuotaLine";
import { COLOURS, count } from "./words";

const LOOK_AGAIN_MS = 5_000;

/** One text to many people, each sent by their own advisor. */
export function MassListPage() {
  const { t } = useTranslation("mass");
  const brand = useBrand();
  const navigate = useNavigate();
  const [state, setState] = useUrlState("state");
  const list = useList<Mass>({
    key: [brand.code, "mass", "list"],
    filters: { state: state || undefined },
    load: (query) => listMass(brand.code, query, state),
    refetchMs: (page) => (page?.items.some((each) => MOVING.has(each.state)) ? LOOK_AGAIN_MS : false),
  });
  const create = (
    <RightButton needs="outreach.write" type="primary" icon={<PlusOutlined />} onClick={() => void navigate(paths.massNew(brand.code))}>
      {t("list.new")}
    </RightButton>
  );
  const states = Object.keys(COLOURS).map((each) => ({ value: each, label: t(`state.${each}`) }));
  return (
    <ListPage
      title={t("list.title")}
      purpose={t("list.purpose")}
      actions={create}
      banner={<QuotaLine />}
      list={list}
      columns={useColumns()}
      rowKey={(each) => each.id}
      rowPath={(each) => paths.mass(brand.code, each.id)}
      searchPlaceholder={t("list.search")}
      filters={<Select allowClear className="siyu-filter" placeholder={t("list.byState")} aria-label={t("list.byState")} value={state || null} onChange={setState} options={states} />}
      empty={<EmptyState title={t("list.empty")} hint={t("list.emptyHint")} action={create} />}
    />
  );
}

function useColumns(): Column<Mass>[] {
  const { t } = useTranslation("mass");
  const delivered = (each: Mass) => each.progress.people.delivered ?? 0;
  return [
    { key: "name", title: t("field.name"), phone: "title", render: (each) => each.name },
    { key: "state", title: t("field.state"), phone: "corner", render: (each) => <MassState state={each.state} /> },
    { key: "audience", title: t("field.audience"), render: (each) => <span className="siyu-text">{each.audience}</span> },
    { key: "people", title: t("list.size"), align: "right", render: (each) => (each.people ? count(t, each, each.people) : "—") },
    {
      key: "confirmed",
      title: t("list.confirming"),
      align: "right",
      render: (each) => (each.progress.tasks ? t("list.confirmed", { done: each.progress.confirmed, all: each.progress.tasks }) : "—"),
    },
    {
      key: "delivered",
      title: t("field.delivered"),
      align: "right",
      render: (each) => (each.people ? t("list.delivered", { count: formatNumber(delivered(each)), share: formatShare(delivered(each) / each.people) }) : "—"),
    },
    { key: "when", title: t("field.when"), render: (each) => <TimeText atMs={each.started_at_ms || each.due_at_ms || each.updated_at_ms} as="time" /> },
    { key: "by", title: t("field.by"), phone: "hide", render: (each) => (each.created_by === "system" ? t("bySystem") : each.created_by) },
  ];
}

export function MassState({ state }: { state: Mass["state"] }) {
  const { t } = useTranslation("mass");
  return <Tag color={COLOURS[state]}>{t(`state.${state}`)}</Tag>;
}
