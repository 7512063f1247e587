import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { ListPage } from "@/ui/ListPage";
import type { Column } from "@/ui/ListTable";
import { useList } from "@/ui/useList";
import { listStaff, useOrgUnits, type Staff } from "./api";

export function StaffPage() {
  const { t } = useTranslation("tenancy");
  const brand = useBrand();
  const units = useOrgUnits(brand.code);
  const unitName = new Map(units.data?.map((unit) => [unit.id, unit.name]));
  const list = useList<Staff>({
    key: [brand.code, "staff"],
    load: (query) => listStaff(brand.code, query),
  });
  const columns: Column<Staff>[] = [
    { key: "name", title: t("staff.name"), phone: "title", render: (each) => each.name },
    { key: "code", title: t("staff.code"), render: (each) => <code>{each.code}</code> },
    { key: "role", title: t("staff.role"), render: (each) => t(`staff.roles.${each.role}`, { defaultValue: each.role }) },
    { key: "unit", title: t("staff.unit"), render: (each) => unitName.get(each.org_unit_id) ?? "—" },
    { key: "state", title: t("staff.state"), phone: "corner", render: (each) => <StaffState active={each.active} /> },
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

function StaffState({ active }: { active: boolean }) {
  const { t } = useTranslation("tenancy");
  return <Tag color={active ? "success" : "default"}>{active ? t("staff.active") : t("staff.left")}</Tag>;
}
