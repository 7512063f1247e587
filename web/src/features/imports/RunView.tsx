import { DownloadOutlined } from "@ant-design/icons";
import { Alert, App, Button, Card, Flex, Progress, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useBrand } from "@/api/session";
import { Figure } from "@/ui/Figure";
import { formatNumber, formatPeople, formatSeconds } from "@/ui/format";
import { Money } from "@/ui/Money";
import { paths } from "@/ui/paths";
import { useNotify } from "@/ui/useNotify";
import { isMoving, rejectedUrl, useCancel, useStart, type ImportDetail } from "./api";
import { paceOf } from "./pace";
import { RejectedRows } from "./RejectedRows";

/** The run of an import: how far, how fast, how long still, what was refused, and how to stop it. */
export function RunView({ data, asOfMs }: { data: ImportDetail; asOfMs: number }) {
  const { t } = useTranslation("imports");
  return (
    <div className="siyu-stack">
      <Card>
        <Flex vertical gap={12}>
          <Headline data={data} asOfMs={asOfMs} />
          {!data.file_kept && <Typography.Text type="secondary">{t("run.fileGone")}</Typography.Text>}
          <Actions data={data} />
        </Flex>
      </Card>
      <div className="siyu-figures">
        <Figure label={t("field.rows")} value={formatNumber(data.totals.rows)} definition={t("definition.rows")} />
        <Figure label={t("field.imported")} value={formatNumber(data.totals.imported)} definition={t("definition.imported")} />
        <Figure label={t("field.unchanged")} value={formatNumber(data.totals.unchanged)} definition={t("definition.unchanged")} />
        <Figure label={t("field.rejected")} value={formatNumber(data.totals.rejected)} definition={t("definition.rejected")} />
        <Figure label={t("field.customers")} value={formatPeople(data.totals.customers)} definition={t("definition.customers")} />
        {data.kind === "orders" && (
          <Figure label={t("field.amount")} value={<Money fen={data.totals.amount_fen} />} definition={t("definition.amount")} />
        )}
      </div>
      {data.rejected.length > 0 && <RejectedRows data={data} />}
    </div>
  );
}

function Headline({ data, asOfMs }: { data: ImportDetail; asOfMs: number }) {
  const { t } = useTranslation("imports");
  if (data.state === "failed") return <Alert type="error" showIcon title={t("run.failed")} description={data.error} />;
  if (data.state === "cancelled") return <Alert type="info" showIcon title={t("run.cancelled")} />;
  const pace = paceOf(data, asOfMs);
  if (data.state === "done") {
    return <Alert type="success" showIcon title={t("run.done", { time: formatSeconds(pace.seconds) })} description={t("run.doneHint")} />;
  }
  return (
    <div>
      <Progress percent={Math.floor(pace.share * 100)} status="active" aria-label={t("state.running")} />
      <Typography.Text type="secondary">
        {data.state === "queued"
          ? t("run.queued")
          : t("run.pace", { rate: formatNumber(pace.rowsPerSecond), left: pace.secondsLeft === null ? "…" : formatSeconds(pace.secondsLeft) })}
      </Typography.Text>
      <div className="siyu-quiet">{t("run.leave")}</div>
    </div>
  );
}

function Actions({ data }: { data: ImportDetail }) {
  const { t } = useTranslation("imports");
  const brand = useBrand();
  const notify = useNotify();
  const { modal } = App.useApp();
  const cancel = useCancel(brand.code, data.id);
  const restart = useStart(brand.code, data.id);
  const stop = () =>
    modal.confirm({
      title: t("run.stopTitle"),
      content: t("run.stopHint"),
      okText: t("run.stop"),
      cancelText: t("ui:cancel"),
      onOk: () => cancel.mutateAsync(undefined).catch(notify.failed),
    });
  return (
    <Flex gap={8} wrap>
      {isMoving(data.state) && <Button onClick={stop}>{t("run.stop")}</Button>}
      {(data.state === "failed" || data.state === "cancelled") && (
        <Button type="primary" disabled={!data.file_kept} loading={restart.isPending} onClick={() => restart.mutate(undefined, { onError: notify.failed })}>
          {t("run.resume")}
        </Button>
      )}
      {data.state === "done" && (
        <Link to={paths.customers(brand.code)}>
          <Button type="primary">{t("run.see")}</Button>
        </Link>
      )}
      {data.totals.rejected > 0 && (
        <Button icon={<DownloadOutlined />} href={rejectedUrl(brand.code, data.id)} download>
          {t("run.rejected", { shown: formatNumber(data.totals.rejected) })}
        </Button>
      )}
    </Flex>
  );
}
