import { Alert, Button, Flex } from "antd";
import { useTranslation } from "react-i18next";
import { useRouteError } from "react-router";
import { ApiProblem } from "@/api/problem";
import { ErrorState } from "@/ui/ErrorState";

/** What is shown when a page itself fails: what is safe, and the way on. */
export function PageCrash() {
  const { t } = useTranslation("ui");
  const error = useRouteError();
  const reload = () => globalThis.location.reload();
  if (error instanceof ApiProblem) return <ErrorState error={error} onRetry={reload} />;
  return (
    <Alert
      type="error"
      showIcon
      title={t("error.page")}
      description={
        <Flex vertical gap={8} align="start">
          <span>{t("error.pageHint")}</span>
          <code>{error instanceof Error ? error.message : String(error)}</code>
          <Button onClick={reload}>{t("error.reload")}</Button>
        </Flex>
      }
    />
  );
}
