import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { Figure } from "@/ui/Figure";
import { formatNumber, formatShare } from "@/ui/format";
import { useOutcomes, type Rule } from "./api";

const DAYS = 7;
const SHOWN = ["sent", "delivered_before", "late", "refused", "no_rule"] as const;
const SECOND_MS = 1000;
const OF_LIVE_CODE = -1;

/** What became of the welcomes of the last seven days. */
export function Outcomes({ rules }: { rules: Rule[] }) {
  const { t } = useTranslation("welcome");
  const { data } = useOutcomes(useBrand().code, DAYS);
  if (!data || data.outcomes.length === 0) return null;
  const total = data.outcomes.reduce((sum, each) => sum + each.count, 0);
  const of = (outcome: string) => data.outcomes.filter((each) => each.outcome === outcome).reduce((sum, each) => sum + each.count, 0);
  const slowest = Math.max(...data.outcomes.filter((each) => each.outcome === "sent").map((each) => each.took_ms_max), 0);
  const names = new Map(rules.map((each) => [each.id, each.name]));
  const reasons = data.outcomes.filter((each) => each.outcome === "late" || each.outcome === "refused");
  return (
    <div className="siyu-stack" style={{ marginBottom: 16 }}>
      <div className="siyu-figures">
        <Figure label={t("outcome.total", { days: DAYS })} value={formatNumber(total)} definition={t("definition.total")} />
        {SHOWN.filter((each) => each === "sent" || of(each) > 0).map((each) => (
          <Figure key={each} label={t(`outcome.${each}`)} value={formatNumber(of(each))} definition={t(`definition.${each}`)} footer={<span className="siyu-quiet">{formatShare(of(each) / total)}</span>} />
        ))}
        <Figure label={t("outcome.slowest")} value={t("seconds", { seconds: formatNumber(slowest / SECOND_MS, 1) })} definition={t("definition.slowest")} />
      </div>
      {reasons.map((each) => (
        <div key={`${each.rule_id} ${each.outcome} ${each.reason}`} className="siyu-quiet">
          {t("outcome.because", {
            rule: names.get(each.rule_id) ?? t(each.rule_id === OF_LIVE_CODE ? "codeRule" : "defaultRule"),
            outcome: t(`outcome.${each.outcome}`),
            count: each.count,
            reason: each.reason || t("noReason"),
          })}
        </div>
      ))}
    </div>
  );
}
