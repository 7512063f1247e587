import { Alert, App, Card, Skeleton, Tooltip, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useBrand } from "@/api/session";
import { ErrorState } from "@/ui/ErrorState";
import { formatAsOf, formatPeople, formatTime } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { paths } from "@/ui/paths";
import { RightButton } from "@/ui/RightButton";
import { Sentence } from "@/ui/Sentence";
import { useNotify } from "@/ui/useNotify";
import { useDeleteMoment, useForecast, usePublishMoment, useSaveMoment, type Forecast, type Moment } from "./api";
import { MomentForm, planOf, startDraft, type Draft } from "./MomentForm";
import "./moments.css";
import { Preview } from "./Preview";
import { problemOf } from "./words";

/** What it says and who publishes it at the left, who would see it at the right. */
export function Builder({ saved }: { saved: Moment | null }) {
  const { t } = useTranslation("moments");
  const brand = useBrand();
  const [draft, setDraft] = useState<Draft>(() => startDraft(saved));
  // Words and pictures do not change who sees it: only what decides the numbers is asked about.
  const forecast = useForecast(brand.code, { ...planOf(draft), text: "", material_ids: [], start_at_ms: 0 });
  return (
    <>
      <PageHeader
        title={saved ? t("builder.edit", { name: saved.name }) : t("builder.new")}
        purpose={t("builder.purpose")}
        back={{ to: paths.moments(brand.code), label: t("list.title") }}
        actions={<Actions saved={saved} draft={draft} forecast={forecast.data} />}
      />
      <div className="moment-builder">
        <Card>
          <MomentForm draft={draft} change={(part) => setDraft((old) => ({ ...old, ...part }))} />
        </Card>
        <aside className="moment-side" aria-live="polite">
          <Card size="small" title={t("forecast.title")}>
            {forecast.isError && <ErrorState error={forecast.error} onRetry={() => void forecast.refetch()} />}
            {forecast.isPending && <Skeleton active paragraph={{ rows: 3 }} />}
            {forecast.data && !forecast.isError && (
              <div className={forecast.isFetching ? "moment-stale" : ""}>
                <Told forecast={forecast.data} />
              </div>
            )}
          </Card>
          <Card size="small" title={t("preview.title")}>
            <Preview text={draft.text} materials={draft.materials} />
          </Card>
        </aside>
      </div>
    </>
  );
}

function Told({ forecast }: { forecast: Forecast }) {
  const { t } = useTranslation("moments");
  return (
    <div className="siyu-stack">
      <div>
        <div className="moment-count">{formatPeople(forecast.viewers)}</div>
        <Typography.Text type="secondary">
          {t("forecast.viewers")} · {t("ui:asOf", { time: formatAsOf(forecast.counted_at_ms) })}
        </Typography.Text>
      </div>
      <Sentence>{forecast.sentence}</Sentence>
      {forecast.over > 0 && <Alert type="warning" showIcon title={t("forecast.over")} />}
    </div>
  );
}

/** Saving keeps a draft; sending off first says who is asked and how to stop it. */
function Actions({ saved, draft, forecast }: { saved: Moment | null; draft: Draft; forecast: Forecast | undefined }) {
  const { t } = useTranslation("moments");
  const brand = useBrand();
  const navigate = useNavigate();
  const notify = useNotify();
  const { modal } = App.useApp();
  const save = useSaveMoment(brand.code);
  const publish = usePublishMoment(brand.code);
  const keep = () => save.mutateAsync({ id: saved?.id ?? null, name: draft.name.trim(), plan: planOf(draft) });
  const show = (kept: Moment, said: string) => {
    notify.done(said);
    return navigate(paths.moment(brand.code, kept.id));
  };
  const keepOnly = () => keep().then((kept) => show(kept, t("ui:saved")), (error: unknown) => notify.failed(error));
  const sendOff = async () => {
    try {
      const kept = await keep();
      await publish.mutateAsync(kept.id);
      await show(kept, t("builder.sent"));
    } catch (error) {
      notify.failed(error);
    }
  };
  const ask = () =>
    forecast &&
    modal.confirm({
      title: t("builder.askTitle", { name: draft.name.trim() }),
      content: <Asked forecast={forecast} startAtMs={draft.startAtMs} />,
      okText: t("builder.send"),
      cancelText: t("ui:cancel"),
      width: 520,
      onOk: sendOff,
    });
  const problem = problemOf(draft);
  const reason = problem ? t(`missing.${problem}`) : !forecast ? t("missing.forecast") : forecast.senders === 0 ? t("missing.nobody") : "";
  return (
    <>
      {saved && <Drop saved={saved} />}
      <RightButton needs="outreach.write" disabled={problem !== ""} loading={save.isPending} onClick={() => void keepOnly()}>
        {t("builder.keep")}
      </RightButton>
      <Tooltip title={reason}>
        <RightButton needs="outreach.write" type="primary" disabled={reason !== ""} loading={publish.isPending} onClick={ask}>
          {t("builder.send")}
        </RightButton>
      </Tooltip>
    </>
  );
}

function Drop({ saved }: { saved: Moment }) {
  const { t } = useTranslation("moments");
  const brand = useBrand();
  const navigate = useNavigate();
  const notify = useNotify();
  const { modal } = App.useApp();
  const remove = useDeleteMoment(brand.code);
  const drop = () => remove.mutateAsync(saved.id).then(() => void navigate(paths.moments(brand.code)), (error: unknown) => notify.failed(error));
  const ask = () => modal.confirm({ title: t("detail.deleteTitle", { name: saved.name }), okText: t("ui:delete"), cancelText: t("ui:cancel"), okButtonProps: { danger: true }, onOk: drop });
  return (
    <RightButton needs="outreach.write" danger onClick={ask}>
      {t("ui:delete")}
    </RightButton>
  );
}

function Asked({ forecast, startAtMs }: { forecast: Forecast; startAtMs: number }) {
  const { t } = useTranslation("moments");
  return (
    <ul className="moment-asked">
      <li>{forecast.sentence}</li>
      <li>{startAtMs > 0 ? t("builder.starts", { time: formatTime(startAtMs) }) : t("builder.startsNow")}</li>
      <li>{t("builder.confirms")}</li>
      <li>{t("builder.howToStop")}</li>
    </ul>
  );
}
