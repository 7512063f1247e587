import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { ListPage } from "@/ui/ListPage";
import type { Column } from "@/ui/ListTable";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { listAudit, useUsers, type AuditEntry } from "./api";

/** Who did what, newest first; nothing here can be changed. */
export function AuditPage() {
  const { t } = useTranslation("tenancy");
  const brand = useBrand();
  const list = useList<AuditEntry>({ key: [brand.code, "audit-log"], load: (query) => listAudit(brand.code, query) });
  const actor = useActorName();
  const columns: Column<AuditEntry>[] = [
    { key: "at", title: t("audit.at"), phone: "corner", render: (each) => <TimeText atMs={each.at_ms} as="time" /> },
    { key: "actor", title: t("audit.actor"), phone: "title", render: (each) => actor(each.actor) },
    { key: "action", title: t("audit.action"), render: (each) => t(`audit.actions.${each.action.replaceAll(".", "_")}`, { defaultValue: each.action }) },
    { key: "subject", title: t("audit.subject"), render: (each) => each.target },
    { key: "detail", title: t("audit.detail"), render: (each) => <span className="siyu-quiet">{readDetail(each.detail) || "—"}</span> },
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

/** "user:1" as the person's name, "key:3" as the key, everything else as the system. */
function useActorName(): (actor: string) => string {
  const { t } = useTranslation("tenancy");
  const brand = useBrand();
  const users = useUsers(brand.code);
  const names = new Map(users.data?.map((user) => [`user:${user.id}`, user.name]));
  return (actor) => {
    const [kind, id] = actor.split(":");
    if (kind === "key") return t("audit.key", { id });
    return names.get(actor) ?? (actor === "system" ? t("audit.system") : actor);
  };
}

/** The stored JSON as "name: value" pairs; as it is when it is not an object. */
function readDetail(text: string): string {
  try {
    const detail = JSON.parse(text) as Record<string, unknown>;
    const known = Object.entries(detail).filter(([, value]) => value !== null && value !== "");
    return known.map(([name, value]) => `${name}: ${typeof value === "object" ? JSON.stringify(value) : String(value)}`).join(" · ");
  } catch {
    return text;
  }
}
