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
  const actor = useActorName();
  const detail = useDetail();
  const columns: Column<AuditEntry>[] = [
    { key: "at", title: t("audit.at"), phone: "corner", render: (each) => <TimeText atMs={each.at_ms} as="time" /> },
    { key: "actor", title: t("audit.actor"), phone: "title", render: (each) => actor(each) },
    { key: "action", title: t("audit.action"), render: (each) => t(`audit.actions.${each.action.replaceAll(".", "_")}`, { defaultValue: each.action }) },
    { key: "subject", title: t("audit.subject"), render: (each) => each.target },
    { key: "detail", title: t("audit.detail"), render: (each) => detail(each.detail) || "—" },
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

/** The name of the account or key; who came in by the command line; everything else is the system. */
function useActorName(): (entry: AuditEntry) => string {
  const { t } = useTranslation("tenancy");
  return ({ actor, actor_name }) => {
    const [kind, id] = actor.split(":");
    if (kind === "key") return actor_name ? t("audit.keyNamed", { name: actor_name }) : t("audit.key", { id });
    return actor_name || t(actor === "cli" ? "audit.cli" : "audit.system");
  };
}

/** The stored JSON as "name: value" pairs in the reader's words; as it is when it is not an object. */
function useDetail(): (text: string) => string {
  const { t } = useTranslation("tenancy");
  const word = (name: string, value: unknown) => {
    if (name === "role") return t(`roles.${String(value)}`, { defaultValue: String(value) });
    if (typeof value === "boolean") return t(value ? "ui:yes" : "ui:no");
    return Array.isArray(value) ? value.join(", ") : typeof value === "object" ? JSON.stringify(value) : String(value);
  };
  return (text) => {
    try {
      const detail = JSON.parse(text) as Record<string, unknown>;
      const known = Object.entries(detail).filter(([, value]) => value !== null && value !== "");
      return known.map(([name, value]) => t("audit.pair", { name: t(`audit.details.${name}`, { defaultValue: name }), value: word(name, value) })).join(" · ");
    } catch {
      return text;
    }
  };
}
