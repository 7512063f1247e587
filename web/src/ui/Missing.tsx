import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import type { ApiProblem } from "@/api/problem";
import { typeset } from "@/i18n/typeset";
import { EmptyState } from "./EmptyState";
import { PageHeader } from "./PageHeader";

/** What the address names is not there (any more): what it was, why that may be, and the way back to its list. */
export function Missing({ problem }: { problem: ApiProblem }) {
  const { t } = useTranslation("ui");
  const list = useLocation().pathname.split("/").slice(0, 4).join("/");
  return (
    <>
      <PageHeader title={t("error.notFound")} />
      <EmptyState
        title={typeset(problem.detail) || t("error.notFound")}
        hint={typeset(problem.fix ?? "") || t("error.goneHint")}
        action={
          <Link to={list}>
            <Button type="primary">{t("error.backToList")}</Button>
          </Link>
        }
      />
    </>
  );
}
