import { useTranslation } from "react-i18next";
import { formatAgo, formatMoney } from "@/ui/format";
import type { Portrait } from "../api";

/** Name, stage, level, and what the customer is worth so far. */
export function Who({ portrait }: { portrait: Portrait }) {
  const { t } = useTranslation("sidebar");
  const name = portrait.name || t("unnamed");
  const value = portrait.orders
    ? t("who.value", { count: portrait.orders, money: formatMoney(portrait.net_fen) })
    : t("who.noOrders");
  return (
    <header className="sb-who">
      <span className="sb-face" aria-hidden="true">
        {[...name][0]}
      </span>
      <div className="sb-grow">
        <h1>
          {name}
          <span className="sb-badge">{t(`stage.${portrait.stage}`)}</span>
          {portrait.level && <span className="sb-badge sb-badge-gold">{portrait.level}</span>}
        </h1>
        <p className="sb-quiet">
          {value}
          {portrait.last_paid_at_ms !== null && ` · ${t("who.last", { when: formatAgo(portrait.last_paid_at_ms) })}`}
        </p>
      </div>
    </header>
  );
}
