import { useTranslation } from "react-i18next";
import { formatAgo, formatMoney } from "@/ui/format";
import type { Portrait } from "../api";

export function LastOrder({ order }: { order: Portrait["last_order"] }) {
  const { t } = useTranslation("sidebar");
  const lines = order?.lines.map((line) => (line.quantity > 1 ? `${line.name} ×${line.quantity}` : line.name)).join("、");
  return (
    <section className="sb-line">
      <h2>{t("lastOrder.title")}</h2>
      {order ? (
        <p className="sb-grow sb-one-line">
          {formatAgo(order.at_ms)} · {formatMoney(order.amount_fen)}
          {lines && ` · ${lines}`}
        </p>
      ) : (
        <p className="sb-grow sb-quiet">{t("lastOrder.none")}</p>
      )}
    </section>
  );
}
