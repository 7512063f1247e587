import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { ListTable, type Column } from "@/ui/ListTable";
import { Money } from "@/ui/Money";
import { OrderStatus } from "@/ui/OrderStatus";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { listCustomerOrders, type Order } from "./api";

export function CustomerOrders({ customerId }: { customerId: number }) {
  const { t } = useTranslation("customers");
  const brand = useBrand();
  const list = useList<Order>({
    key: [brand.code, "customers", customerId, "orders"],
    load: (query) => listCustomerOrders(brand.code, customerId, query),
  });
  const goods = (order: Order) => order.lines.map((line) => `${line.name || line.sku} ×${line.quantity}`).join("、");
  const columns: Column<Order>[] = [
    { key: "created", title: t("order.created"), phone: "title", render: (each) => <TimeText atMs={each.created_at_ms} as="time" /> },
    { key: "goods", title: t("order.goods"), render: (each) => goods(each) || t("order.pieces", { count: each.quantity }) },
    { key: "amount", title: t("order.amount"), align: "right", render: (each) => <Money fen={each.amount_fen} /> },
    { key: "status", title: t("order.status"), phone: "corner", render: (each) => <OrderStatus status={each.status} /> },
    { key: "no", title: t("order.no"), phone: "hide", render: (each) => <code>{each.order_no}</code> },
  ];
  return <ListTable list={list} columns={columns} rowKey={(each) => each.id} empty={<EmptyState title={t("order.empty")} />} />;
}
