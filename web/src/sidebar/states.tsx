import { Button, Skeleton } from "antd-mobile";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { toProblem } from "@/api/problem";

export function Waiting() {
  const { t } = useTranslation("sidebar");
  return (
    <div className="sb-card" role="status" aria-label={t("loading")} aria-busy="true">
      <Skeleton.Title animated />
      <Skeleton.Paragraph lineCount={5} animated />
    </div>
  );
}

interface Action {
  text: string;
  href?: string;
  onClick?: () => void;
}

interface Props {
  title: string;
  hint?: string;
  steps?: string[];
  detail?: string;
  requestId?: string | null;
  action?: Action;
}

/** A whole page that says what is the matter and what to do about it. */
export function Message({ title, hint, steps, detail, requestId, action }: Props) {
  const { t } = useTranslation("sidebar");
  return (
    <section className="sb-message" role="alert">
      <h1>{title}</h1>
      {hint && <p>{hint}</p>}
      {steps && (
        <ol>
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
      {detail && <code className="sb-quiet">{detail}</code>}
      {requestId && (
        <p className="sb-quiet">
          {t("requestId")} <code>{requestId}</code>
        </p>
      )}
      {action && (
        <Button color="primary" block onClick={() => (action.href ? location.assign(action.href) : action.onClick?.())}>
          {action.text}
        </Button>
      )}
    </section>
  );
}

export function Failed({ error, retry }: { error: unknown; retry: () => void }) {
  const { t } = useTranslation("sidebar");
  const problem = toProblem(error);
  const network = problem.code === "network";
  return (
    <Message
      title={network ? t("error.network") : problem.status === 403 ? t("error.forbidden") : t("error.title")}
      hint={network ? t("error.networkHint") : [problem.detail, problem.fix].filter(Boolean).join(" ")}
      requestId={problem.requestId}
      action={{ text: t("retry"), onClick: retry }}
    />
  );
}

interface Asked<T> {
  isPending: boolean;
  isError: boolean;
  error: unknown;
  data: T | undefined;
  refetch: () => unknown;
}

/** Waits, or fails with a way on, or shows what was asked for. */
export function Answer<T>({ of, children }: { of: Asked<T>; children: (data: T) => ReactNode }) {
  if (of.data !== undefined) return <>{children(of.data)}</>;
  return of.isError ? <Failed error={of.error} retry={() => void of.refetch()} /> : <Waiting />;
}

export function Nothing({ text }: { text: string }) {
  return <p className="sb-nothing">{text}</p>;
}
