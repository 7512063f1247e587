import { UploadOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { formatNumber } from "@/ui/format";
import { ListPage } from "@/ui/ListPage";
import type { Column } from "@/ui/ListTable";
import { RightButton } from "@/ui/RightButton";
import { paths } from "@/ui/paths";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { isMoving, listImports, type Import } from "./api";
import { StateTag } from "./StateTag";

const POLL_MS = 3000;

export function ImportsPage() {
  const { t } = useTranslation("imports");
  const brand = useBrand();
  const navigate = useNavigate();
  const list = useList<Import>({
    key: [brand.code, "imports"],
    load: (query) => listImports(brand.code, query),
    refetchMs: (page) => (page?.items.some((each) => isMoving(each.state)) ? POLL_MS : false),
  });
  const start = (
    <RightButton needs="imports.write" type="primary" icon={<UploadOutlined />} onClick={() => void navigate(paths.importNew(brand.code))}>
      {t("new.open")}
    </RightButton>
  );
  return (
    <ListPage
      title={t("list.title")}
      purpose={t("list.purpose")}
      actions={start}
      list={list}
      columns={useColumns()}
      rowKey={(each) => each.id}
      rowPath={(each) => paths.importRun(brand.code, each.id)}
      empty={<EmptyState title={t("list.empty")} hint={t("list.emptyHint")} />}
    />
  );
}

function useColumns(): Column<Import>[] {
  const { t } = useTranslation("imports");
  // A draft has read nothing yet; zeros would look like a failure.
  const count = (run: Import, value: number) => (run.state === "draft" ? "—" : <span className="siyu-number">{formatNumber(value)}</span>);
  return [
    { key: "file", title: t("field.file"), phone: "title", render: (each) => each.file_name },
    { key: "kind", title: t("field.kind"), render: (each) => t(`kind.${each.kind}`) },
    { key: "state", title: t("field.state"), phone: "corner", render: (each) => <StateTag state={each.state} /> },
    { key: "rows", title: t("field.rows"), align: "right", render: (each) => count(each, each.totals.rows) },
    { key: "imported", title: t("field.imported"), align: "right", render: (each) => count(each, each.totals.imported) },
    { key: "rejected", title: t("field.rejected"), align: "right", render: (each) => count(each, each.totals.rejected) },
    { key: "actor", title: t("field.actor"), phone: "hide", render: (each) => each.actor_name || t("bySystem") },
    { key: "created", title: t("field.created"), render: (each) => <TimeText atMs={each.created_at_ms} /> },
  ];
}
