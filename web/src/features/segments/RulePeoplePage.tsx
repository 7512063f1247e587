import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { formatPeople, formatAsOf } from "@/ui/format";
import { Loading } from "@/ui/Loading";
import { PageHeader } from "@/ui/PageHeader";
import { paths, ruleFromSearch } from "@/ui/paths";
import { Sentence } from "@/ui/Sentence";
import { useList } from "@/ui/useList";
import { listPeople, usePreview, type Person } from "./api";
import { PeopleTable } from "./PeopleTable";
import "./segments.css";

/** The people behind a figure: those for whom the rule in the address is true now. */
export function RulePeoplePage() {
  const { t } = useTranslation("segments");
  const brand = useBrand();
  const [search] = useSearchParams();
  const rule = ruleFromSearch(search);
  const back = { to: paths.segments(brand.code), label: t("list.title") };
  if (rule === null) {
    return (
      <>
        <PageHeader title={t("people.title")} back={back} />
        <EmptyState title={t("people.noRule")} hint={t("people.noRuleHint")} action={<Link to={paths.segmentNew(brand.code)}>{t("list.new")}</Link>} />
      </>
    );
  }
  const save = (
    <Link to={paths.segmentNew(brand.code, rule)}>
      <Button type="primary">{t("people.save")}</Button>
    </Link>
  );
  return (
    <>
      <PageHeader title={t("people.title")} back={back} actions={save} />
      <People rule={rule} />
    </>
  );
}

function People({ rule }: { rule: unknown }) {
  const { t } = useTranslation("segments");
  const brand = useBrand();
  const preview = usePreview(brand.code, rule);
  const list = useList<Person>({
    key: [brand.code, "segments", "people", rule],
    load: (query) => listPeople(brand.code, rule, query),
  });
  if (preview.isError) return <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />;
  if (!preview.data) return <Loading />;
  const { sentence, count, as_of_ms } = preview.data;
  return (
    <div className="siyu-stack">
      <Sentence extra={<span className="siyu-quiet">{t("ui:asOf", { time: formatAsOf(as_of_ms) })}</span>}>
        {t("people.sentence", { sentence, people: formatPeople(count) })}
      </Sentence>
      <PeopleTable told list={list} empty={t("preview.nobody")} />
    </div>
  );
}
