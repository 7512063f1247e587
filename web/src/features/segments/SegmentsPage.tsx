import { PlusOutlined } from "@ant-design/icons";
import { Badge, Button, Tag, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useBrand } from "@/api/session";
import { typeset } from "@/i18n/typeset";
import { EmptyState } from "@/ui/EmptyState";
import { formatPeople } from "@/ui/format";
import { ListPage } from "@/ui/ListPage";
import type { Column } from "@/ui/ListTable";
import { paths } from "@/ui/paths";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { listSegments, type Segment } from "./api";
import "./segments.css";

export function SegmentsPage() {
  const { t } = useTranslation("segments");
  const brand = useBrand();
  const list = useList<Segment>({ key: [brand.code, "segments", "list"], load: (query) => listSegments(brand.code, query) });
  const mayWrite = brand.can["segments.write"] === true;
  const create = (
    <Tooltip title={mayWrite ? "" : t("ui:reason.noRight")}>
      <Link to={mayWrite ? paths.segmentNew(brand.code) : "#"}>
        <Button type="primary" icon={<PlusOutlined />} disabled={!mayWrite}>
          {t("list.new")}
        </Button>
      </Link>
    </Tooltip>
  );
  return (
    <ListPage
      title={t("list.title")}
      purpose={t("list.purpose")}
      actions={create}
      list={list}
      columns={useColumns()}
      rowKey={(each) => each.id}
      rowPath={(each) => paths.segment(brand.code, each.id)}
      searchPlaceholder={t("list.search")}
      empty={<EmptyState title={t("list.empty")} hint={t("list.emptyHint")} action={create} />}
    />
  );
}

function useColumns(): Column<Segment>[] {
  const { t } = useTranslation("segments");
  return [
    { key: "name", title: t("field.name"), phone: "title", render: (each) => each.name },
    {
      key: "sentence",
      title: t("field.sentence"),
      render: (each) => <span className="seg-sentence">{each.kind === "list" ? t("listKind") : typeset(each.sentence)}</span>,
    },
    {
      key: "members",
      title: t("field.members"),
      phone: "corner",
      align: "right",
      render: (each) => <span className="siyu-number">{each.members === null ? t("counting") : formatPeople(each.members)}</span>,
    },
    { key: "state", title: t("field.state"), phone: "hide", render: (each) => <SegmentState segment={each} /> },
    { key: "evaluated", title: t("field.evaluated"), render: (each) => <TimeText atMs={each.evaluated_at_ms} /> },
    { key: "by", title: t("field.by"), phone: "hide", render: (each) => each.created_by_name || t("bySystem") },
  ];
}

export function SegmentState({ segment }: { segment: Segment }) {
  const { t } = useTranslation("segments");
  if (segment.error) {
    return (
      <Tooltip title={segment.error}>
        <Badge status="error" text={t("state.failed")} />
      </Tooltip>
    );
  }
  if (segment.kind === "list") return <Tag>{t("state.list")}</Tag>;
  return <Badge status={segment.status === "active" ? "success" : "default"} text={t(`state.${segment.status}`)} />;
}
