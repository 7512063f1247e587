import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { ListPage } from "@/ui/ListPage";
import type { Column } from "@/ui/ListTable";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { listAudit, type AuditEntry } from "./api";

/** Who did what, newest first; nothing here can be changed. */
export function AuditPage() {
  const { t } = useTranslation("tenancy");
  const brand = useBrand();
  const list = useList<AuditEntry>({ key: [brand.code, "audit-log"], load: (query) => listAudit(brand.code, query) });
  const columns: Column<AuditEntry>[] = [
    { key: "at", title: t("audit.at"), phone: "corner", render: (each) => <TimeText atMs={each.at_ms} as="time" /> },
    { key: "actor", title: t("audit.actor"), phone: "title", render: (each) => each.actor },
    { key: "action", title: t("audit.action"), render: (each) => t(`audit.actions.${each.action.replaceAll(".", "_")}`, { defaultValue: each.action }) },
    { key: "subject", title: t("audit.subject"), render: (each) => each.target },
    { key: "detail", title: t("audit.detail"), render: (each) => <span className="siyu-quiet">{each.detail || "—"}</span> },
  ];
  return (
    <ListPage
      title={t("audit.title")}
      purpose={t("audit.purpose")}
      list={list}
      columns={columns}
      rowKey={(each) => each.id}
      empty={<EmptyState title={t("audit.empty")} hint={t("audit.emptyHint")} />}
    />
  );
}
