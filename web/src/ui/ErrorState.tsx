import { Alert, Button, Flex, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { toProblem, type ApiProblem } from "@/api/problem";
import { typeset } from "@/i18n/typeset";

/** What happened, what to do, and an id that support can look up. */
export function ProblemText({ problem }: { problem: ApiProblem }) {
  const { t } = useTranslation("ui");
  return (
    <Flex vertical gap={4}>
      {problem.detail && <span>{problem.code === "network" ? t("error.networkDetail") : typeset(problem.detail)}</span>}
      {problem.fix && (
        <span>
          {t("error.fix")}
          {typeset(problem.fix)}
        </span>
      )}
      {problem.fields.length > 1 && (
        <ul className="siyu-problem-fields">
          {problem.fields.slice(0, 10).map((each) => (
            <li key={each.field}>
              <code>{each.field}</code> {typeset(each.detail)} {typeset(each.fix ?? "")}
            </li>
          ))}
        </ul>
      )}
      {problem.requestId && (
        <Typography.Text type="secondary" copyable={{ text: problem.requestId }}>
          {t("error.requestId")} {problem.requestId}
        </Typography.Text>
      )}
    </Flex>
  );
}

export function problemTitle(problem: ApiProblem, t: (key: string) => string): string {
  if (problem.code === "network") return t("error.network");
  if (problem.status === 403) return t("error.forbidden");
  if (problem.status === 404) return t("error.notFound");
  return problem.status >= 500 ? t("error.server") : t("error.refused");
}

export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation("ui");
  const problem = toProblem(error);
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={problemTitle(problem, t)}
      description={<ProblemText problem={problem} />}
      action={
        onRetry && (
          <Button size="small" onClick={onRetry}>
            {t("error.retry")}
          </Button>
        )
      }
    />
  );
}
