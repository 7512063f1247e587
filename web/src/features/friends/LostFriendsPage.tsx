import { Select, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { Figure } from "@/ui/Figure";
import { formatNumber } from "@/ui/format";
import { ListPage } from "@/ui/ListPage";
import type { Column } from "@/ui/ListTable";
import { paths } from "@/ui/paths";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { useUrlState } from "@/ui/useUrlState";
import { listLost, useLostSummary, type Friend, type LostBy } from "./api";

const WAYS: LostBy[] = ["customer", "staff", "transfer", "sync"];
const COLOURS: Record<string, string> = { customer: "error", staff: "warning" };
const DAYS = 7;

/** Friends the brand has lost and not won back: who ended it, whose friend it was, where it came from. */
export function LostFriendsPage() {
  const { t } = useTranslation("friends");
  const brand = useBrand();
  const [by, setBy] = useUrlState("by");
  const way = WAYS.find((each) => each === by);
  const list = useList<Friend>({
    key: [brand.code, "friends-lost"],
    filters: { by },
    load: (query) => listLost(brand.code, query, way),
  });
  return (
    <ListPage
      title={t("lost.title")}
      purpose={t("lost.purpose")}
      banner={<Summary />}
      list={list}
      columns={useColumns()}
      rowKey={(each) => `${each.staff} ${each.external_userid}`}
      rowPath={(each) => paths.customer(brand.code, each.customer_id)}
      filters={
        <Select
          allowClear
          className="siyu-filter"
          placeholder={t("lost.by")}
          aria-label={t("lost.by")}
          value={by || null}
          onChange={setBy}
          options={WAYS.map((each) => ({ value: each, label: t(`by.${each}`) }))}
        />
      }
      empty={<EmptyState title={t("lost.empty")} hint={t("lost.emptyHint")} />}
    />
  );
}

function useColumns(): Column<Friend>[] {
  const { t } = useTranslation("friends");
  return [
    { key: "customer", title: t("field.customer"), phone: "title", render: (each) => each.customer || t("unnamed") },
    {
      key: "by",
      title: t("field.by"),
      phone: "corner",
      render: (each) => <Tag color={COLOURS[each.lost_by] ?? "default"}>{t(`by.${each.lost_by}`)}</Tag>,
    },
    { key: "at", title: t("field.lostAt"), render: (each) => <TimeText atMs={each.lost_at_ms} /> },
    { key: "staff", title: t("field.staff"), render: (each) => each.staff_name || each.staff },
    { key: "channel", title: t("field.channel"), render: (each) => each.channel_state || "—" },
    { key: "since", title: t("field.since"), phone: "hide", render: (each) => <TimeText atMs={each.since_ms || null} /> },
  ];
}

function Summary() {
  const { t } = useTranslation("friends");
  const { data } = useLostSummary(useBrand().code, DAYS);
  if (!data) return null;
  const figures = { customer: data.by_customer, staff: data.by_staff, transfer: data.by_transfer, sync: data.by_sync };
  return (
    <div className="siyu-figures" style={{ marginBottom: 16 }}>
      {WAYS.map((each) => (
        <Figure key={each} label={t("lost.inDays", { by: t(`by.${each}`), days: DAYS })} value={formatNumber(figures[each as keyof typeof figures])} definition={t(`definition.${each}`)} />
      ))}
    </div>
  );
}
