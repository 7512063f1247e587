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
import { KINDS, listMaterials, useCategories, type Kind, type Material } from "./api";
import { MaterialDrawer } from "./MaterialDrawer";

/** Everything advisors can send: texts, pictures, links, cards, files, videos. */
export function MaterialsPage() {
  const { t } = useTranslation("content");
  const brand = useBrand();
  const [editing, setEditing] = useState<Material | "new" | null>(null);
  const [search] = useSearchParams();
  const kind = KINDS.find((each) => each === search.get("kind"));
  const category = search.get("category") ?? "";
  const archived = search.get("archived") === "1";
  const filters = { ...(kind ? { kind } : {}), ...(category ? { category } : {}), ...(archived ? { archived } : {}) };
  const list = useList<Material>({
    key: [brand.code, "content", "materials"],
    filters: Object.fromEntries(Object.entries(filters).map(([name, value]) => [name, String(value)])),
    load: (query) => listMaterials(brand.code, query, filters),
  });
  const add = (
    <RightButton needs="content.write" type="primary" icon={<PlusOutlined />} onClick={() => setEditing("new")}>
      {t("materials.new")}
    </RightButton>
  );
  return (
    <>
      <ListPage
        title={t("materials.title")}
        purpose={t("materials.purpose")}
        actions={add}
        list={list}
        columns={useColumns()}
        rowKey={(each) => each.id}
        onRow={setEditing}
        searchPlaceholder={t("materials.search")}
        filters={<Filters kind={kind} category={category} archived={archived} />}
        empty={<EmptyState title={t("materials.empty")} hint={t("materials.emptyHint")} action={add} />}
      />
      {editing && <MaterialDrawer held={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
    </>
  );
}

function Filters({ kind, category, archived }: { kind: Kind | undefined; category: string; archived: boolean }) {
  const { t } = useTranslation("content");
  const brand = useBrand();
  const categories = useCategories(brand.code);
  const [, setKind] = useUrlState("kind");
  const [, setCategory] = useUrlState("category");
  const [, setArchived] = useUrlState("archived");
  return (
    <>
      <Select
        allowClear
        className="siyu-filter"
        placeholder={t("field.kind")}
        aria-label={t("field.kind")}
        value={kind ?? null}
        onChange={setKind}
        options={KINDS.map((each) => ({ value: each, label: t(`kind.${each}`) }))}
      />
      <Select
        allowClear
        className="siyu-filter"
        placeholder={t("field.category")}
        aria-label={t("field.category")}
        value={category || null}
        onChange={setCategory}
        options={(categories.data?.materials ?? []).map((each) => ({ value: each, label: each }))}
      />
      <label className="siyu-quiet">
        <Switch size="small" checked={archived} onChange={(on) => setArchived(on ? "1" : null)} aria-label={t("archived.show")} /> {t("archived.show")}
      </label>
    </>
  );
}

function useColumns(): Column<Material>[] {
  const { t } = useTranslation("content");
  return [
    { key: "title", title: t("field.title"), phone: "title", render: (each) => each.title },
    { key: "kind", title: t("field.kind"), phone: "corner", render: (each) => <Tag>{t(`kind.${each.kind}`)}</Tag> },
    { key: "category", title: t("field.category"), render: (each) => each.category || "—" },
    { key: "content", title: t("field.content"), render: (each) => <span className="siyu-text">{each.file?.name ?? each.body.text ?? each.body.url ?? each.body.page}</span> },
    { key: "updated", title: t("field.updated"), render: (each) => <TimeText atMs={each.updated_at_ms} /> },
  ];
}
