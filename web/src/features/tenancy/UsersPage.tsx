import { PlusOutlined } from "@ant-design/icons";
import { Button, Tag, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { ListPage } from "@/ui/ListPage";
import type { Column } from "@/ui/ListTable";
import { useList } from "@/ui/useList";
import { listUsers, useOrgUnits, type User } from "./api";
import { UserForm } from "./UserForm";

export function UsersPage() {
  const { t } = useTranslation("tenancy");
  const brand = useBrand();
  const [editing, setEditing] = useState<User | "new" | null>(null);
  const list = useList<User>({ key: [brand.code, "users"], load: () => listUsers(brand.code) });
  const units = useOrgUnits(brand.code);
  const unitName = new Map(units.data?.map((unit) => [unit.id, unit.name]));
  const mayManage = brand.can["settings.write"] === true;
  const columns: Column<User>[] = [
    { key: "name", title: t("users.name"), phone: "title", render: (each) => each.name },
    { key: "account", title: t("users.account"), render: (each) => each.account },
    { key: "role", title: t("users.role"), phone: "corner", render: (each) => <Tag>{t(`roles.${each.role}`)}</Tag> },
    { key: "state", title: t("users.state"), render: (each) => (each.locked ? t("users.locked") : t("users.active")) },
    { key: "scope", title: t("users.scope"), render: (each) => (each.org_unit_id === null ? t("users.scopeAll") : (unitName.get(each.org_unit_id) ?? "—")) },
  ];
  return (
    <>
      <ListPage
        title={t("users.title")}
        purpose={t("users.purpose")}
        actions={
          <Tooltip title={mayManage ? "" : t("ui:reason.noRight")}>
            <Button type="primary" icon={<PlusOutlined />} disabled={!mayManage} onClick={() => setEditing("new")}>
              {t("users.new")}
            </Button>
          </Tooltip>
        }
        list={list}
        columns={columns}
        rowKey={(each) => each.id}
        {...(mayManage && { onRow: (each: User) => setEditing(each) })}
        empty={<EmptyState title={t("users.empty")} />}
      />
      {editing && <UserForm user={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
    </>
  );
}
