import { useTranslation } from "react-i18next";
import { formatMoney, formatTime } from "@/ui/format";
import { useOrders } from "../api";
import type { ViewProps } from "../view";
import { Answer, Nothing } from "../states";

export default function Orders({ brand, customerId }: ViewProps) {
  const { t } = useTranslation("sidebar");
  return (
    <Answer of={useOrders(brand, customerId)}>
      {({ items }) =>
        items.length === 0 ? (
          <Nothing text={t("orders.none")} />
        ) : (
          <ol className="sb-list">
            {items.map((order) => (
              <li key={order.id}>
                <div className="sb-row">
                  <strong>{formatMoney(order.amount_fen)}</strong>
                  <span className="sb-quiet">{t(`orders.status.${order.status}`, { defaultValue: order.status })}</span>
                </div>
                {order.lines.map((line, place) => (
                  <p key={place}>
                    {line.name} ×{line.quantity}
                  </p>
                ))}
                {order.refunded_fen > 0 && <p className="sb-quiet">{t("orders.refunded", { money: formatMoney(order.refunded_fen) })}</p>}
                <p className="sb-quiet">
                  {formatTime(order.at_ms)} · {order.order_no}
                </p>
              </li>
            ))}
          </ol>
        )
      }
    </Answer>
  );
}
