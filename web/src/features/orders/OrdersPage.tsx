import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { ListPage } from "@/ui/ListPage";
import type { Column } from "@/ui/ListTable";
import { Money } from "@/ui/Money";
import { OrderStatus } from "@/ui/OrderStatus";
import { paths } from "@/ui/paths";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { listOrders, type Order } from "./api";

const GOODS_SHOWN = 2;

export function OrdersPage() {
  const { t } = useTranslation("orders");
  const brand = useBrand();
  const list = useList<Order>({ key: [brand.code, "orders"], load: (query) => listOrders(brand.code, query) });
  const columns: Column<Order>[] = [
    { key: "no", title: t("field.no"), phone: "title", render: (each) => <code>{each.order_no}</code> },
    {
      key: "customer",
      title: t("field.customer"),
      render: (each) => <Link to={paths.customer(brand.code, each.customer_id)}>{each.customer_name || t("unnamed")}</Link>,
    },
    { key: "goods", title: t("field.goods"), render: (each) => <Goods order={each} /> },
    { key: "status", title: t("field.status"), phone: "corner", render: (each) => <OrderStatus status={each.status} /> },
    { key: "amount", title: t("field.amount"), align: "right", render: (each) => <Money fen={each.amount_fen} /> },
    { key: "refunded", title: t("field.refunded"), align: "right", phone: "hide", render: (each) => (each.refunded_fen ? <Money fen={each.refunded_fen} /> : "—") },
    { key: "channel", title: t("field.channel"), phone: "hide", render: (each) => each.channel || "—" },
    { key: "created", title: t("field.created"), render: (each) => <TimeText atMs={each.created_at_ms} as="time" /> },
  ];
  return (
    <ListPage
      title={t("title")}
      purpose={t("purpose")}
      list={list}
      columns={columns}
      rowKey={(each) => each.id}
      searchPlaceholder={t("search")}
      empty={<EmptyState title={t("empty")} hint={t("emptyHint")} action={<Link to={`${paths.importNew(brand.code)}?kind=orders`}><Button type="primary">{t("import")}</Button></Link>} />}
    />
  );
}

function Goods({ order }: { order: Order }) {
  const { t } = useTranslation("orders");
  if (order.lines.length === 0) return <span className="siyu-quiet">{t("pieces", { count: order.quantity })}</span>;
  const names = order.lines.slice(0, GOODS_SHOWN).map((line) => `${line.name || line.sku} ×${line.quantity}`);
  const more = order.lines.length - GOODS_SHOWN;
  return <span>{names.join("、") + (more > 0 ? t("more", { count: more }) : "")}</span>;
}
