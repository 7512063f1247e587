import { Progress, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { Link } from "react-router";
import { EmptyState } from "@/ui/EmptyState";
import { Figure } from "@/ui/Figure";
import { formatNumber, formatShare } from "@/ui/format";
import { paths } from "@/ui/paths";
import type { Mass } from "./api";
import { count, forGroups, OUTCOMES } from "./words";

/** How many people stand where; every figure opens the people behind it. */
export function Results({ mass }: { mass: Mass }) {
  const { t } = useTranslation("mass");
  const brand = useBrand();
  const { people } = mass.progress;
  const shown = OUTCOMES.filter((outcome) => (people[outcome] ?? 0) > 0);
  const all = shown.reduce((sum, outcome) => sum + (people[outcome] ?? 0), 0);
  if (all === 0) return <EmptyState title={t(`none.${mass.state === "draft" ? "draft" : "started"}`)} hint={t("none.hint")} />;
  const delivered = people.delivered ?? 0;
  const words = forGroups(mass) ? "groupOutcome" : "outcome";
  return (
    <div className="siyu-stack">
      <Tooltip title={t(`${words}Hint.delivered`)}>
        <Progress percent={Math.round((delivered / all) * 1000) / 10} aria-label={t(`${words}.delivered`)} />
      </Tooltip>
      <div className="mass-figures">
        {shown.map((outcome) => (
          <Figure
            key={outcome}
            label={t(`${words}.${outcome}`)}
            definition={t(`${words}Hint.${outcome}`)}
            value={<Link to={paths.mass(brand.code, mass.id, { tab: "people", outcome })}>{count(t, mass, people[outcome] ?? 0)}</Link>}
            footer={<span className="siyu-quiet">{t(forGroups(mass) ? "detail.shareOfGroups" : "detail.shareOf", { share: formatShare((people[outcome] ?? 0) / all), all: formatNumber(all) })}</span>}
          />
        ))}
      </div>
    </div>
  );
}
