import { App, Button, Card, Input, Radio, Select, Switch, Tooltip } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useBrand } from "@/api/session";
import { formatPeople } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { paths } from "@/ui/paths";
import { useNotify } from "@/ui/useNotify";
import { useForecast, useSegments, useStart, type Forecast, type Spread } from "./api";
import { Consequence } from "./Consequence";
import "./handover.css";
import { CustomerSelect, GiverSelect, TakerSelect } from "./PeopleSelect";
import { usePlan, type ScopeKind } from "./usePlan";

type Draft = ReturnType<typeof usePlan>;
const SPREADS: Spread[] = ["even", "same_store", "customer_store"];
const SCOPES: ScopeKind[] = ["all", "segment", "picked"];
const MESSAGE_MAX = 200;

/** Who hands over what to whom at the left, what would come of it at the right. */
export function PlanPage() {
  const { t } = useTranslation("handover");
  const brand = useBrand();
  const draft = usePlan();
  const forecast = useForecast(brand.code, draft.asked);
  return (
    <>
      <PageHeader
        title={t("start")}
        purpose={t("plan.purpose")}
        back={{ to: paths.handovers(brand.code), label: t("title") }}
        actions={<Start draft={draft} forecast={draft.asked && !draft.stale ? forecast.data : undefined} />}
      />
      <div className="handover-plan">
        <Card>
          <div className="siyu-stack">
            <Question label={t("field.givers")} hint={t("plan.giversHint")}>
              <GiverSelect label={t("field.givers")} value={draft.plan.giver_ids} onChange={(giver_ids) => draft.change({ giver_ids })} />
            </Question>
            <Takers draft={draft} />
            <Scope draft={draft} />
            <Question label={t("plan.groups")} hint={t("plan.groupsHint")}>
              <div>
                <Switch aria-label={t("plan.groups")} checked={draft.plan.with_groups === true} onChange={(with_groups) => draft.change({ with_groups })} />
              </div>
            </Question>
            <Question label={t("field.message")} hint={t("plan.messageHint")}>
              <Input.TextArea rows={3} maxLength={MESSAGE_MAX} showCount aria-label={t("field.message")} placeholder={t("plan.messageExample")} value={draft.plan.message ?? ""} onChange={(event) => draft.change({ message: event.target.value })} />
            </Question>
          </div>
        </Card>
        <Consequence asked={draft.asked} forecast={forecast} missing={draft.missing} stale={draft.stale || forecast.isFetching} />
      </div>
    </>
  );
}

function Question({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div className="siyu-question">
      <span>{label}</span>
      {children}
      {hint && <span className="siyu-quiet">{hint}</span>}
    </div>
  );
}

function Takers({ draft }: { draft: Draft }) {
  const { t } = useTranslation("handover");
  const { spread = "even", taker_ids = [], giver_ids } = draft.plan;
  return (
    <Question label={t("field.takers")} hint={t(`spreadHint.${spread}`)}>
      <Radio.Group value={spread} aria-label={t("field.spread")} onChange={(event) => draft.change({ spread: event.target.value as Spread })}>
        {SPREADS.map((each) => <Radio key={each} value={each}>{t(`spread.${each}`)}</Radio>)}
      </Radio.Group>
      {spread === "even" && <TakerSelect label={t("field.takers")} value={taker_ids} without={giver_ids} onChange={(ids) => draft.change({ taker_ids: ids })} />}
    </Question>
  );
}

function Scope({ draft }: { draft: Draft }) {
  const { t } = useTranslation("handover");
  const brand = useBrand();
  const segments = useSegments(brand.code);
  const options = (segments.data?.items ?? []).map((each) => ({ value: each.id, label: each.members === null ? each.name : `${each.name} · ${formatPeople(each.members ?? 0)}` }));
  return (
    <Question label={t("field.scope")}>
      <Radio.Group value={draft.scope} aria-label={t("field.scope")} onChange={(event) => draft.choose(event.target.value as ScopeKind)}>
        {SCOPES.map((each) => <Radio key={each} value={each}>{t(`scope.${each}`)}</Radio>)}
      </Radio.Group>
      {draft.scope === "segment" && (
        <Select<number> showSearch={{ optionFilterProp: "label" }} loading={segments.isPending} aria-label={t("scope.segment")} placeholder={t("scope.segment")} value={draft.plan.segment ?? null} options={options} onChange={(segment) => draft.change({ segment })} />
      )}
      {draft.scope === "picked" && <CustomerSelect label={t("scope.picked")} value={draft.plan.customer_ids ?? []} onChange={(customer_ids) => draft.change({ customer_ids })} />}
    </Question>
  );
}

/** Starting first says how many go, who stays and how it goes on. */
function Start({ draft, forecast }: { draft: Draft; forecast: Forecast | undefined }) {
  const { t } = useTranslation("handover");
  const brand = useBrand();
  const navigate = useNavigate();
  const notify = useNotify();
  const { modal } = App.useApp();
  const start = useStart(brand.code);
  const run = () =>
    start.mutateAsync(draft.plan).then(
      (made) => {
        notify.done(t("plan.started"));
        void navigate(paths.handovers(brand.code, { open: made.id }));
      },
      (error: unknown) => notify.failed(error),
    );
  const ask = () =>
    forecast &&
    modal.confirm({
      title: t("plan.askTitle", { people: formatPeople(forecast.moving) }),
      content: t(forecast.groups ? "plan.askGroups" : "plan.ask", { groups: forecast.groups ?? 0 }),
      okText: t("start"),
      cancelText: t("ui:cancel"),
      onOk: run,
    });
  const allowed = brand.can["handover.write"] === true;
  const nobody = forecast !== undefined && forecast.moving === 0 && !(draft.plan.with_groups && forecast.groups !== 0);
  const reason = draft.missing ? t(`missing.${draft.missing}`) : !forecast ? t("missing.forecast") : nobody ? t("missing.nobody") : "";
  return (
    <Tooltip title={allowed ? reason : t("ui:reason.noRight")}>
      <Button type="primary" disabled={reason !== "" || !allowed} loading={start.isPending} onClick={ask}>
        {t("start")}
      </Button>
    </Tooltip>
  );
}
