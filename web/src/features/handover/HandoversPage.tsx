import { SwapOutlined } from "@ant-design/icons";
import { Progress } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { formatNumber } from "@/ui/format";
import { ListTable, type Column } from "@/ui/ListTable";
import { PageHeader } from "@/ui/PageHeader";
import { paths } from "@/ui/paths";
import { RightButton } from "@/ui/RightButton";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { useUrlState } from "@/ui/useUrlState";
import { listHandovers, LOOK_AGAIN_MS, type Handover } from "./api";
import "./handover.css";
import { HandoverDrawer } from "./HandoverDrawer";
import { HandoverTag } from "./HandoverTag";
import { Leavers } from "./Leavers";
import { countOf, firstNames, meant, percentOver } from "./words";

/** Who left and waits for a hand-over, and how far hand-overs are. */
export function HandoversPage() {
  const { t } = useTranslation("handover");
  const brand = useBrand();
  const navigate = useNavigate();
  const [open, setOpen] = useUrlState("open");
  const list = useList<Handover>({
    key: [brand.code, "handovers", "list"],
    load: (query) => listHandovers(brand.code, query),
    refetchMs: (page) => (page?.items.some((each) => each.state !== "done") ? LOOK_AGAIN_MS : false),
  });
  const start = (
    <RightButton needs="handover.write" type="primary" icon={<SwapOutlined />} onClick={() => void navigate(paths.handoverNew(brand.code))}>
      {t("start")}
    </RightButton>
  );
  return (
    <div className="siyu-stack">
      <PageHeader title={t("title")} purpose={t("purpose")} actions={start} />
      <Leavers />
      <h2 className="handover-heading">{t("list.title")}</h2>
      <ListTable
        list={list}
        columns={useColumns()}
        rowKey={(each) => each.id}
        onRow={(each) => setOpen(String(each.id))}
        empty={<EmptyState title={t("list.empty")} hint={t("list.emptyHint")} action={start} />}
      />
      {open && <HandoverDrawer id={Number(open)} onClose={() => setOpen("")} />}
    </div>
  );
}

function useColumns(): Column<Handover>[] {
  const { t } = useTranslation("handover");
  const names = (all: string[]) => firstNames(all, (count) => t("andOthers", { count })) || "—";
  return [
    { key: "givers", title: t("field.givers"), phone: "title", render: (each) => names(each.givers) },
    { key: "takers", title: t("field.takers"), render: (each) => names(each.takers) },
    { key: "state", title: t("field.state"), phone: "corner", render: (each) => <HandoverTag handover={each} /> },
    { key: "people", title: t("field.customers"), align: "right", render: (each) => t("doneOf", { done: formatNumber(countOf(each.customers, "done")), all: formatNumber(meant(each.customers)) }) },
    { key: "groups", title: t("field.groups"), align: "right", phone: "hide", render: (each) => (meant(each.groups) ? t("doneOf", { done: formatNumber(countOf(each.groups, "done")), all: formatNumber(meant(each.groups)) }) : "—") },
    { key: "failed", title: t("field.failed"), align: "right", render: (each) => formatNumber(countOf(each.customers, "refused", "taker_full", "rejected", "no_record")) },
    { key: "progress", title: t("field.progress"), phone: "hide", width: 140, render: (each) => <Progress size="small" percent={percentOver([...each.customers, ...each.groups])} aria-label={t("field.progress")} /> },
    { key: "by", title: t("field.by"), phone: "hide", render: (each) => (each.created_by === "system" ? t("bySystem") : each.created_by) },
    { key: "at", title: t("field.at"), render: (each) => <TimeText atMs={each.created_at_ms} as="time" /> },
  ];
}
