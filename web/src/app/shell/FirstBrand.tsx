import { Navigate, useParams } from "react-router";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { visibleMenu } from "./menu";
import { usePages } from "./pages_context";

/** Opens the first page of the first brand; says what to do when there is no brand yet. */
export function FirstBrand() {
  const { t } = useTranslation("app");
  const { brands } = useSession();
  const { brand: code } = useParams();
  const pages = usePages();
  const brand = brands.find((each) => each.code === code) ?? brands[0];
  if (!brand) return <EmptyState title={t("shell.noBrand")} hint={t("shell.noBrandHint")} />;
  const first = visibleMenu(pages, brand.can)[0]?.entries[0]?.path ?? "customers";
  return <Navigate to={`/b/${brand.code}/${first}`} replace />;
}
