import { useTranslation } from "react-i18next";
import { formatDate } from "@/ui/format";
import type { ViewProps } from "../view";

/** Segments, the brand's attributes, and who else is a friend. */
export default function About({ portrait }: ViewProps) {
  const { t } = useTranslation("sidebar");
  return (
    <div className="sb-list">
      <section>
        <h3>{t("about.segments")}</h3>
        <div className="sb-chips">
          {portrait.segments.map((each) => (
            <span key={each.id} className="sb-chip">
              {each.name}
            </span>
          ))}
          {portrait.segments.length === 0 && <span className="sb-quiet">{t("about.noSegments")}</span>}
        </div>
      </section>
      <section>
        <h3>{t("about.facts")}</h3>
        {!portrait.phone && !portrait.remark && portrait.facts.length === 0 && <p className="sb-quiet">{t("about.noFacts")}</p>}
        <dl className="sb-facts">
          {portrait.phone && <Fact label={t("about.phone")} value={portrait.phone} />}
          {portrait.remark && <Fact label={t("about.remark")} value={portrait.remark} />}
          {portrait.facts.map((fact) => (
            <Fact key={fact.label} {...fact} />
          ))}
        </dl>
      </section>
      <section>
        <h3>{t("about.friends")}</h3>
        {portrait.friends.map((each, place) => (
          <p key={place}>
            {each.is_me ? t("about.me") : each.staff}
            <span className="sb-quiet"> {each.is_friend ? t("about.since", { when: formatDate(each.since_ms) }) : t("about.lost")}</span>
          </p>
        ))}
        {portrait.friends.length === 0 && <p className="sb-quiet">{t("about.noFriends")}</p>}
      </section>
    </div>
  );
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
