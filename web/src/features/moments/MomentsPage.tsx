import { PlusOutlined } from "@ant-design/icons";
import { Select, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { formatNumber } from "@/ui/format";
import { ListPage } from "@/ui/ListPage";
import type { Column } from "@/ui/ListTable";
import { paths } from "@/ui/paths";
import { RightButton } from "@/ui/RightButton";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { useUrlState } from "@/ui/useUrlState";
import { listMoments, MOVING, type Moment } from "./api";
import { COLOURS } from "./words";

const LOOK_AGAIN_MS = 5_000;

/** What advisors are asked to publish in their moments, and what came of it. */
export function MomentsPage() {
  const { t } = useTranslation("moments");
  const brand = useBrand();
  const navigate = useNavigate();
  const [state, setState] = useUrlState("state");
  const list = useList<Moment>({
    key: [brand.code, "moments", "list"],
    filters: { state: state || undefined },
    load: (query) => listMoments(brand.code, query, state),
    refetchMs: (page) => (page?.items.some((each) => MOVING.has(each.state)) ? LOOK_AGAIN_MS : false),
  });
  const create = (
    <RightButton needs="outreach.write" type="primary" icon={<PlusOutlined />} onClick={() => void navigate(paths.momentNew(brand.code))}>
      {t("list.new")}
    </RightButton>
  );
  const states = Object.keys(COLOURS).map((each) => ({ value: each, label: t(`state.${each}`) }));
  return (
    <ListPage
      title={t("list.title")}
      purpose={t("list.purpose")}
      actions={create}
      list={list}
      columns={useColumns()}
      rowKey={(each) => each.id}
      rowPath={(each) => paths.moment(brand.code, each.id)}
      searchPlaceholder={t("list.search")}
      filters={<Select allowClear className="siyu-filter" placeholder={t("list.byState")} aria-label={t("list.byState")} value={state || null} onChange={setState} options={states} />}
      empty={<EmptyState title={t("list.empty")} hint={t("list.emptyHint")} action={create} />}
    />
  );
}

function useColumns(): Column<Moment>[] {
  const { t } = useTranslation("moments");
  const number = (key: "viewers" | "comments" | "likes"): Column<Moment> => ({
    key,
    title: t(`field.${key}`),
    align: "right",
    render: (each) => (each.totals.published > 0 ? formatNumber(each.totals[key]) : "—"),
  });
  return [
    { key: "name", title: t("field.name"), phone: "title", render: (each) => each.name },
    { key: "state", title: t("field.state"), phone: "corner", render: (each) => <MomentState state={each.state} /> },
    { key: "text", title: t("field.text"), render: (each) => <span className="siyu-text">{each.plan.text || each.attachments[0]?.title}</span> },
    {
      key: "published",
      title: t("field.published"),
      align: "right",
      render: (each) => (each.totals.senders ? t("list.published", { done: formatNumber(each.totals.published), all: formatNumber(each.totals.senders) }) : "—"),
    },
    number("viewers"),
    number("likes"),
    number("comments"),
    { key: "when", title: t("field.when"), render: (each) => <TimeText atMs={each.started_at_ms || each.due_at_ms || each.updated_at_ms} as="time" /> },
  ];
}

export function MomentState({ state }: { state: Moment["state"] }) {
  const { t } = useTranslation("moments");
  return <Tag color={COLOURS[state]}>{t(`state.${state}`)}</Tag>;
}
