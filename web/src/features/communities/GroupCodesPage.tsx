import { PlusOutlined } from "@ant-design/icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { formatNumber } from "@/ui/format";
import { ListPage } from "@/ui/ListPage";
import type { Column } from "@/ui/ListTable";
import { RightButton } from "@/ui/RightButton";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { listGroupCodes, waitsIn, type GroupCode } from "./api";
import { CodeDrawer } from "./CodeDrawer";
import { WriteBadge } from "./WriteBadge";

/** Codes that lead into groups: which groups, who came by them and stayed. */
export function GroupCodesPage() {
  const { t } = useTranslation("communities");
  const brand = useBrand();
  const [open, setOpen] = useState<number | "new" | null>(null);
  const list = useList<GroupCode>({
    key: [brand.code, "group-codes", "list"],
    load: (query) => listGroupCodes(brand.code, query),
    refetchMs: waitsIn,
  });
  const chosen = list.query.data?.items.find((each) => each.id === open) ?? null;
  const add = (
    <RightButton needs="groups.write" type="primary" icon={<PlusOutlined />} onClick={() => setOpen("new")}>
      {t("code.new")}
    </RightButton>
  );
  return (
    <>
      <ListPage
        title={t("code.title")}
        purpose={t("code.purpose")}
        actions={add}
        list={list}
        columns={useColumns()}
        rowKey={(each) => each.id}
        onRow={(each) => setOpen(each.id)}
        searchPlaceholder={t("code.search")}
        empty={<EmptyState title={t("code.empty")} hint={t("code.emptyHint")} action={add} />}
      />
      {(open === "new" || chosen) && <CodeDrawer key={chosen?.id ?? "new"} code={chosen} onClose={() => setOpen(null)} />}
    </>
  );
}

function useColumns(): Column<GroupCode>[] {
  const { t } = useTranslation("communities");
  const number = (value: number) => <span className="siyu-number">{formatNumber(value)}</span>;
  return [
    { key: "name", title: t("code.name"), phone: "title", render: (each) => each.name },
    { key: "groups", title: t("code.groups"), render: (each) => each.groups.map((one) => one.name || t("groups.unnamed")).join(t("and")) },
    { key: "joined", title: t("curve.joined"), align: "right", phone: "corner", render: (each) => number(each.joined) },
    { key: "left", title: t("curve.left"), align: "right", render: (each) => number(each.left) },
    { key: "kept", title: t("code.kept"), align: "right", render: (each) => number(each.kept) },
    { key: "state", title: t("field.status"), render: (each) => <WriteBadge sync={each.sync} error={each.error} /> },
    { key: "updated", title: t("field.updated"), phone: "hide", render: (each) => <TimeText atMs={each.updated_at_ms} /> },
  ];
}
