import { Button, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { Figure } from "@/ui/Figure";
import { formatNumber } from "@/ui/format";
import { ListPage } from "@/ui/ListPage";
import type { Column } from "@/ui/ListTable";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { useUrlState } from "@/ui/useUrlState";
import { listGroups, STATUSES, useSummary, type Group, type GroupFilters } from "./api";
import { GroupDrawer } from "./GroupDrawer";
import { GroupState } from "./GroupState";
import { WelcomesDrawer } from "./WelcomesDrawer";

/** Every customer group: whose it is, how many are in it, who came and went today. */
export function GroupsPage() {
  const { t } = useTranslation("communities");
  const brand = useBrand();
  const [search] = useSearchParams();
  const [open, setOpen] = useUrlState("group");
  const [welcomes, setWelcomes] = useState(false);
  const filters = readFilters(search);
  const list = useList<Group>({
    key: [brand.code, "groups", "list"],
    filters: { owner: filters.owner, status: filters.status },
    load: (query) => listGroups(brand.code, query, filters),
  });
  return (
    <>
      <ListPage
        title={t("groups.title")}
        purpose={t("groups.purpose")}
        actions={<Button onClick={() => setWelcomes(true)}>{t("welcome.title")}</Button>}
        banner={<Totals />}
        list={list}
        columns={useColumns()}
        rowKey={(each) => each.chat_id}
        onRow={(each) => setOpen(each.chat_id)}
        searchPlaceholder={t("groups.search")}
        filters={<Filters />}
        empty={<EmptyState title={t("groups.empty")} hint={t("groups.emptyHint")} />}
      />
      {open && <GroupDrawer chatId={open} onClose={() => setOpen(null)} />}
      {welcomes && <WelcomesDrawer onClose={() => setWelcomes(false)} />}
    </>
  );
}

function readFilters(search: URLSearchParams): GroupFilters {
  const status = STATUSES.find((each) => each === search.get("status"));
  const owner = search.get("owner");
  return { ...(status ? { status } : {}), ...(owner ? { owner } : {}) };
}

function Totals() {
  const { t } = useTranslation("communities");
  const { data } = useSummary(useBrand().code);
  if (!data || data.groups === 0) return null;
  return (
    <div className="siyu-figures" style={{ marginBottom: 16 }}>
      <Figure label={t("figure.groups")} value={formatNumber(data.groups)} definition={t("definition.groups")} />
      <Figure label={t("figure.customers")} value={formatNumber(data.customers)} definition={t("definition.customers")} />
      <Figure label={t("figure.joinedToday")} value={formatNumber(data.joined_today)} definition={t("definition.today")} />
      <Figure label={t("figure.leftToday")} value={formatNumber(data.left_today)} definition={t("definition.today")} />
    </div>
  );
}

function Filters() {
  const { t } = useTranslation("communities");
  const summary = useSummary(useBrand().code);
  const [owner, setOwner] = useUrlState("owner");
  const [status, setStatus] = useUrlState("status");
  const owners = (summary.data?.owners ?? []).map((each) => ({ value: each.userid, label: each.name }));
  return (
    <>
      <Select allowClear showSearch={{ optionFilterProp: "label" }} style={{ minWidth: 140 }} aria-label={t("field.owner")} placeholder={t("field.owner")} value={owner || null} options={owners} onChange={setOwner} />
      <Select allowClear style={{ minWidth: 140 }} aria-label={t("field.status")} placeholder={t("groups.existing")} value={status || null} options={STATUSES.map((each) => ({ value: each, label: t(`status.${each}`) }))} onChange={setStatus} />
    </>
  );
}

function useColumns(): Column<Group>[] {
  const { t } = useTranslation("communities");
  const number = (value: number) => <span className="siyu-number">{formatNumber(value)}</span>;
  return [
    { key: "name", title: t("field.group"), phone: "title", render: (each) => each.name || t("groups.unnamed") },
    { key: "owner", title: t("field.owner"), render: (each) => <span>{each.owner_name} {each.unit && <span className="siyu-quiet">{each.unit}</span>}</span> },
    { key: "members", title: t("field.members"), align: "right", phone: "corner", render: (each) => number(each.members) },
    { key: "joined", title: t("figure.joinedToday"), align: "right", render: (each) => number(each.joined_today) },
    { key: "left", title: t("figure.leftToday"), align: "right", render: (each) => number(each.left_today) },
    { key: "status", title: t("field.status"), render: (each) => <GroupState status={each.status} /> },
    { key: "created", title: t("field.created"), phone: "hide", render: (each) => <TimeText atMs={each.created_at_ms || null} as="time" /> },
  ];
}
