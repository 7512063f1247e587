import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { EmptyState } from "@/ui/EmptyState";

export function NotFound() {
  const { t } = useTranslation("app");
  return (
    <EmptyState
      title={t("shell.notFound")}
      hint={t("shell.notFoundHint")}
      action={
        <Link to="/">
          <Button type="primary">{t("shell.home")}</Button>
        </Link>
      }
    />
  );
}
