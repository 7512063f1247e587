import { PlusOutlined } from "@ant-design/icons";
import { Select, Switch, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { ListPage } from "@/ui/ListPage";
import type { Column } from "@/ui/ListTable";
import { RightButton } from "@/ui/RightButton";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { useUrlState } from "@/ui/useUrlState";
import { listScripts, STAGES, type Script } from "./api";
import { ScriptDrawer } from "./ScriptDrawer";

/** What to say, by stage and objection; the sidebar suggests from here. */
export function ScriptsPage() {
  const { t } = useTranslation("content");
  const brand = useBrand();
  const [editing, setEditing] = useState<Script | "new" | null>(null);
  const [search] = useSearchParams();
  const [, setStage] = useUrlState("stage");
  const [, setArchived] = useUrlState("archived");
  const stage = STAGES.find((each) => each === search.get("stage"));
  const archived = search.get("archived") === "1";
  const filters = { ...(stage ? { stage } : {}), ...(archived ? { archived } : {}) };
  const list = useList<Script>({
    key: [brand.code, "content", "scripts"],
    filters: Object.fromEntries(Object.entries(filters).map(([name, value]) => [name, String(value)])),
    load: (query) => listScripts(brand.code, query, filters),
  });
  const add = (
    <RightButton needs="content.write" type="primary" icon={<PlusOutlined />} onClick={() => setEditing("new")}>
      {t("scripts.new")}
    </RightButton>
  );
  return (
    <>
      <ListPage
        title={t("scripts.title")}
        purpose={t("scripts.purpose")}
        actions={add}
        list={list}
        columns={useColumns()}
        rowKey={(each) => each.id}
        onRow={setEditing}
        searchPlaceholder={t("scripts.search")}
        filters={
          <>
            <Select
              allowClear
              className="siyu-filter"
              placeholder={t("field.stage")}
              aria-label={t("field.stage")}
              value={stage ?? null}
              onChange={setStage}
              options={STAGES.map((each) => ({ value: each, label: t(`stage.${each}`) }))}
            />
            <label className="siyu-quiet">
              <Switch size="small" checked={archived} onChange={(on) => setArchived(on ? "1" : null)} aria-label={t("archived.show")} /> {t("archived.show")}
            </label>
          </>
        }
        empty={<EmptyState title={t("scripts.empty")} hint={t("scripts.emptyHint")} action={add} />}
      />
      {editing && <ScriptDrawer held={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
    </>
  );
}

function useColumns(): Column<Script>[] {
  const { t } = useTranslation("content");
  return [
    { key: "title", title: t("field.title"), phone: "title", render: (each) => each.title },
    { key: "text", title: t("field.text"), render: (each) => <span className="siyu-text">{each.text}</span> },
    { key: "stage", title: t("field.stage"), phone: "corner", render: (each) => <Tag>{t(`stage.${each.stage}`)}</Tag> },
    { key: "objection", title: t("field.objection"), render: (each) => each.objection || "—" },
    { key: "material", title: t("field.material"), render: (each) => <span className="siyu-text">{each.material?.title ?? "—"}</span> },
    { key: "updated", title: t("field.updated"), phone: "hide", render: (each) => <TimeText atMs={each.updated_at_ms} /> },
  ];
}
