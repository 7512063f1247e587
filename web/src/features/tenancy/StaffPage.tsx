import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { ListPage } from "@/ui/ListPage";
import type { Column } from "@/ui/ListTable";
import { useList } from "@/ui/useList";
import { listStaff, type Staff } from "./api";

export function StaffPage() {
  const { t } = useTranslation("tenancy");
  const brand = useBrand();
  const [search] = useSearchParams();
  const list = useList<Staff>({
    key: [brand.code, "staff"],
    filters: { org_unit: search.get("org_unit") ?? undefined },
    load: (query) => listStaff(brand.code, query),
  });
  const columns: Column<Staff>[] = [
    { key: "name", title: t("staff.name"), phone: "title", render: (each) => each.name },
    { key: "code", title: t("staff.code"), render: (each) => <code>{each.code}</code> },
    { key: "unit", title: t("staff.unit"), render: (each) => each.org_unit_name },
    { key: "state", title: t("staff.state"), phone: "corner", render: (each) => <StaffState state={each.state} /> },
  ];
  return (
    <ListPage
      title={t("staff.title")}
      purpose={t("staff.purpose")}
      list={list}
      columns={columns}
      rowKey={(each) => each.id}
      searchPlaceholder={t("staff.search")}
      empty={<EmptyState title={t("staff.empty")} hint={t("staff.emptyHint")} />}
    />
  );
}

function StaffState({ state }: { state: string }) {
  const { t } = useTranslation("tenancy");
  return <Tag color={state === "active" ? "success" : "default"}>{t(`staff.states.${state}`, { defaultValue: state })}</Tag>;
}
