import { Alert, App, Card, Flex, Progress } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { useBrand } from "@/api/session";
import { DetailPage } from "@/ui/DetailPage";
import { formatShare } from "@/ui/format";
import { Loaded } from "@/ui/Loaded";
import { paths } from "@/ui/paths";
import { RightButton } from "@/ui/RightButton";
import { TimeText } from "@/ui/TimeText";
import { useNotify } from "@/ui/useNotify";
import { AdvisorTasks } from "./AdvisorTasks";
import { useCancelMass, useDeleteMass, useMass, type Mass } from "./api";
import { Bubble } from "./Bubble";
import { Told } from "./Consequence";
import "./mass.css";
import { count, forGroups } from "./words";
import { MassState } from "./MassListPage";
import { GroupsTab } from "./GroupsTab";
import { PeopleTab } from "./PeopleTab";
import { Results } from "./Results";

export function MassPage() {
  const brand = useBrand();
  const { massId } = useParams();
  const mass = useMass(brand.code, Number(massId));
  return <Loaded query={mass}>{(data) => <Detail mass={data} />}</Loaded>;
}

function Detail({ mass }: { mass: Mass }) {
  const { t } = useTranslation("mass");
  const brand = useBrand();
  const { tasks, confirmed } = mass.progress;
  const groups = forGroups(mass);
  const confirming = t(groups ? "field.ownersConfirmed" : "field.confirmed");
  return (
    <DetailPage
      title={mass.name}
      back={{ to: paths.massList(brand.code), label: t("list.title") }}
      actions={<Actions mass={mass} />}
      facts={[
        { label: t("field.state"), value: <MassState state={mass.state} /> },
        { label: t("field.audience"), value: mass.audience },
        ...(groups
          ? [{ label: t("field.branches"), value: t("form.owners") }]
          : [
              { label: t("field.branches"), value: mass.branches.join("、") || t("form.allBranches") },
              { label: t("field.people"), value: mass.people ? count(t, mass, mass.people) : "—" },
            ]),
        { label: t("field.when"), value: <TimeText atMs={mass.started_at_ms || mass.due_at_ms || mass.plan.start_at_ms || null} as="time" /> },
        { label: confirming, value: tasks ? t("detail.confirmed", { done: confirmed, all: tasks, share: formatShare(confirmed / tasks) }) : "—" },
      ]}
      aside={
        <Flex vertical gap={12}>
          {mass.problem && <Alert type="error" showIcon title={t("state.failed")} description={mass.problem} />}
          {tasks > 0 && <Progress percent={Math.round((confirmed / tasks) * 100)} size="small" aria-label={confirming} />}
          <Card size="small" title={t(groups ? "preview.inGroup" : "preview.title")}>
            <Bubble text={mass.plan.text ?? ""} cards={mass.plan.attachments ?? []} />
          </Card>
        </Flex>
      }
      tabs={[
        { key: "results", label: t("detail.results"), children: <Results mass={mass} /> },
        { key: "tasks", label: t(groups ? "detail.owners" : "detail.tasks"), children: <AdvisorTasks mass={mass} /> },
        groups
          ? { key: "people", label: t("detail.groups"), children: <GroupsTab mass={mass} /> }
          : { key: "people", label: t("detail.people"), children: <PeopleTab mass={mass} /> },
        { key: "forecast", label: t("detail.forecast"), children: <Foretold mass={mass} /> },
      ]}
    />
  );
}

function Foretold({ mass }: { mass: Mass }) {
  const { t } = useTranslation("mass");
  if (!mass.forecast) return <p className="siyu-quiet">{t("detail.noForecast")}</p>;
  return (
    <div className="siyu-stack mass-foretold">
      <Told forecast={mass.forecast} groups={forGroups(mass)} />
    </div>
  );
}

const STOPPABLE = new Set<Mass["state"]>(["scheduled", "planning", "running"]);

function Actions({ mass }: { mass: Mass }) {
  const { t } = useTranslation("mass");
  const brand = useBrand();
  const navigate = useNavigate();
  const notify = useNotify();
  const { modal } = App.useApp();
  const cancel = useCancelMass(brand.code);
  const remove = useDeleteMass(brand.code);
  const { waiting: asked = 0, creating = 0, later = 0 } = mass.progress.people;
  const waiting = asked + creating + later;
  const ask = () =>
    modal.confirm({
      title: t("detail.stopTitle", { name: mass.name }),
      content: t("detail.stopHint", { waiting: count(t, mass, waiting), sent: count(t, mass, mass.progress.people.delivered ?? 0) }),
      okText: t("detail.stop"),
      cancelText: t("ui:cancel"),
      okButtonProps: { danger: true },
      onOk: () => cancel.mutateAsync(mass.id).then(() => notify.done(t("detail.stopping")), (error: unknown) => notify.failed(error)),
    });
  const drop = () =>
    modal.confirm({
      title: t("detail.deleteTitle", { name: mass.name }),
      okText: t("ui:delete"),
      cancelText: t("ui:cancel"),
      okButtonProps: { danger: true },
      onOk: () => remove.mutateAsync(mass.id).then(() => void navigate(paths.massList(brand.code)), (error: unknown) => notify.failed(error)),
    });
  if (mass.state === "draft") {
    return (
      <>
        <RightButton needs="outreach.write" danger onClick={drop}>
          {t("ui:delete")}
        </RightButton>
        <RightButton needs="outreach.write" type="primary" onClick={() => void navigate(paths.massEdit(brand.code, mass.id))}>
          {t("detail.goOn")}
        </RightButton>
      </>
    );
  }
  return STOPPABLE.has(mass.state) ? (
    <RightButton needs="outreach.write" danger loading={cancel.isPending} onClick={ask}>
      {t("detail.stop")}
    </RightButton>
  ) : null;
}
