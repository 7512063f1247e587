import { Card, Skeleton, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { ApiProblem } from "@/api/problem";
import { useBrand } from "@/api/session";
import { ErrorState } from "@/ui/ErrorState";
import { formatAsOf } from "@/ui/format";
import { paths } from "@/ui/paths";
import { PeopleLink } from "@/ui/PeopleLink";
import { Sentence } from "@/ui/Sentence";
import type { Preview } from "./api";

interface Props {
  rule: unknown;
  preview: Preview | undefined;
  /** What could not be shown at a condition. */
  problem: ApiProblem | null;
  /** The figures belong to the rule as it was a moment ago. */
  stale: boolean;
  incomplete: boolean;
  /** A condition has a problem, told where it stands. */
  broken: boolean;
}

/** What the rule means right now: how many, in words, and some of the people. */
export function Consequence({ rule, preview, problem, stale, incomplete, broken }: Props) {
  const { t } = useTranslation("segments");
  return (
    <aside className="seg-side" aria-live="polite">
      <Card size="small" title={t("preview.title")}>
        {problem && <ErrorState error={problem} />}
        {incomplete && <p className="siyu-quiet">{t("preview.incomplete")}</p>}
        {broken && <p className="siyu-quiet">{t("builder.broken")}</p>}
        {!preview && !problem && !incomplete && !broken && <Skeleton active paragraph={{ rows: 3 }} />}
        {preview && !broken && (
          <div className={stale ? "seg-stale siyu-stack" : "siyu-stack"}>
            <div>
              <div className="seg-count">
                <PeopleLink count={preview.count} rule={rule} />
              </div>
              <Typography.Text type="secondary">{t("ui:asOf", { time: formatAsOf(preview.as_of_ms) })}</Typography.Text>
            </div>
            <Sentence>{preview.sentence}</Sentence>
            <Sample preview={preview} />
          </div>
        )}
      </Card>
    </aside>
  );
}

function Sample({ preview }: { preview: Preview }) {
  const { t } = useTranslation("segments");
  const brand = useBrand();
  if (preview.sample.length === 0) return <p className="siyu-quiet">{t("preview.nobody")}</p>;
  return (
    <div>
      <Typography.Text type="secondary">{t("preview.sample")}</Typography.Text>
      <ul className="seg-sample">
        {preview.sample.map((person) => (
          <li key={person.id}>
            <Link to={paths.customer(brand.code, person.id)}>{person.name || t("unnamed")}</Link>
            <span className="siyu-number siyu-quiet">{person.phone}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
