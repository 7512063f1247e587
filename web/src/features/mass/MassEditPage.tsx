import { App, Button, Card, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { Navigate, useNavigate, useParams } from "react-router";
import { useBrand } from "@/api/session";
import { formatTime } from "@/ui/format";
import { Loaded } from "@/ui/Loaded";
import { PageHeader } from "@/ui/PageHeader";
import { paths } from "@/ui/paths";
import { RightButton } from "@/ui/RightButton";
import { useNotify } from "@/ui/useNotify";
import { useForecast, useMass, useSaveMass, useSendMass, type Forecast, type Mass } from "./api";
import { Consequence } from "./Consequence";
import "./mass.css";
import { MassForm } from "./MassForm";
import { useMassDraft } from "./useMassDraft";

export function NewMassPage() {
  return <Builder saved={null} />;
}

export function EditMassPage() {
  const brand = useBrand();
  const { massId } = useParams();
  const mass = useMass(brand.code, Number(massId));
  return (
    <Loaded query={mass}>
      {(data) => (data.state === "draft" ? <Builder key={data.id} saved={data} /> : <Navigate to={paths.mass(brand.code, data.id)} replace />)}
    </Loaded>
  );
}

/** What is sent to whom at the left, what would happen at the right. */
function Builder({ saved }: { saved: Mass | null }) {
  const { t } = useTranslation("mass");
  const brand = useBrand();
  const draft = useMassDraft(saved);
  const forecast = useForecast(brand.code, draft.asked);
  return (
    <>
      <PageHeader
        title={saved ? t("builder.edit", { name: saved.name }) : t("builder.new")}
        purpose={t("builder.purpose")}
        back={{ to: paths.massList(brand.code), label: t("list.title") }}
        actions={<Actions saved={saved} draft={draft} forecast={draft.asked ? forecast.data : undefined} />}
      />
      <div className="mass-builder">
        <Card>
          <MassForm draft={draft} />
        </Card>
        <Consequence plan={draft.plan} asked={draft.asked} forecast={forecast} stale={draft.stale || forecast.isFetching} toGroups={draft.toGroups} />
      </div>
    </>
  );
}

interface ActionsProps {
  saved: Mass | null;
  draft: ReturnType<typeof useMassDraft>;
  forecast: Forecast | undefined;
}

/** Saving keeps a draft; sending first says how many, who is left out and how to stop it. */
function Actions({ saved, draft, forecast }: ActionsProps) {
  const { t } = useTranslation("mass");
  const brand = useBrand();
  const navigate = useNavigate();
  const notify = useNotify();
  const { modal } = App.useApp();
  const save = useSaveMass(brand.code);
  const send = useSendMass(brand.code);
  const keep = () => save.mutateAsync({ id: saved?.id ?? null, name: draft.name.trim(), plan: draft.plan });
  const keepOnly = () =>
    keep().then(
      (kept) => {
        notify.done(t("ui:saved"));
        void navigate(paths.mass(brand.code, kept.id));
      },
      (error: unknown) => notify.failed(error),
    );
  const sendOff = async () => {
    try {
      const kept = await keep();
      await send.mutateAsync(kept.id);
      notify.done(t("builder.sent"));
      await navigate(paths.mass(brand.code, kept.id));
    } catch (error) {
      notify.failed(error);
    }
  };
  const ask = () =>
    forecast &&
    modal.confirm({
      title: t("builder.askTitle", { name: draft.name.trim() }),
      content: <Asked forecast={forecast} toGroups={draft.toGroups} />,
      okText: t("builder.send"),
      cancelText: t("ui:cancel"),
      width: 520,
      onOk: sendOff,
    });
  const reason = draft.missing ? t(`missing.${draft.missing}`) : !forecast ? t("missing.forecast") : forecast.sent === 0 ? t(draft.toGroups ? "missing.noGroup" : "missing.nobody") : "";
  return (
    <>
      <RightButton needs="outreach.write" disabled={draft.missing !== ""} loading={save.isPending} onClick={() => void keepOnly()}>
        {t("builder.keep")}
      </RightButton>
      <Tooltip title={brand.can["outreach.write"] === true ? reason : t("ui:reason.noRight")}>
        <Button type="primary" disabled={reason !== "" || brand.can["outreach.write"] !== true} loading={send.isPending} onClick={ask}>
          {t("builder.send")}
        </Button>
      </Tooltip>
    </>
  );
}

function Asked({ forecast, toGroups }: { forecast: Forecast; toGroups: boolean }) {
  const { t } = useTranslation("mass");
  const later = forecast.starts_at_ms > forecast.counted_at_ms;
  return (
    <ul className="mass-asked">
      <li>{forecast.sentence}</li>
      <li>{later ? t("builder.starts", { time: formatTime(forecast.starts_at_ms) }) : t("builder.startsNow")}</li>
      <li>{t(toGroups ? "builder.ownersConfirm" : "builder.confirms")}</li>
      <li>{t("builder.howToStop")}</li>
    </ul>
  );
}
