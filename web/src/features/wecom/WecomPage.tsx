import { Alert, Button, Card, Flex, Progress, Steps, Table, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { Figure } from "@/ui/Figure";
import { formatNumber } from "@/ui/format";
import { Loaded } from "@/ui/Loaded";
import { PageHeader } from "@/ui/PageHeader";
import { RightButton } from "@/ui/RightButton";
import { TimeText } from "@/ui/TimeText";
import { useNotify } from "@/ui/useNotify";
import { isMoving, useBegin, useCallbacks, useStop, useSyncs, type CallbackCount, type Sync } from "./api";

const STAGES = ["organisation", "tags", "staff", "friends", "reconcile", "groups", "members"];
const COLOURS: Record<string, string> = { running: "processing", waiting: "warning", stopping: "warning", stopped: "error", done: "success" };

/** The health of WeCom's line to us: the full reading with its stages and reasons, and what became of callbacks. */
export function WecomPage() {
  const { t } = useTranslation("wecom");
  const brand = useBrand();
  const syncs = useSyncs(brand.code);
  const callbacks = useCallbacks(brand.code);
  return (
    <div className="siyu-stack">
      <PageHeader title={t("title")} purpose={t("purpose")} actions={<Begin newest={syncs.data?.[0]} />} />
      <Loaded query={syncs}>{(found) => <Readings syncs={found} />}</Loaded>
      <Card title={t("callbacks.title")}>
        <p className="siyu-quiet siyu-first">{t("callbacks.purpose")}</p>
        <Loaded query={callbacks}>{(found) => <Callbacks counts={found} />}</Loaded>
      </Card>
    </div>
  );
}

function Begin({ newest }: { newest: Sync | undefined }) {
  const { t } = useTranslation("wecom");
  const brand = useBrand();
  const notify = useNotify();
  const begin = useBegin(brand.code);
  const stop = useStop(brand.code);
  if (newest && isMoving(newest)) {
    return (
      <RightButton needs="settings.write" loading={newest.state === "stopping"} onClick={() => stop.mutate(newest.id, { onError: notify.failed })}>
        {t("stop")}
      </RightButton>
    );
  }
  return (
    <RightButton needs="settings.write" type="primary" loading={begin.isPending} onClick={() => begin.mutate(undefined, { onError: notify.failed })}>
      {newest?.state === "stopped" ? t("goOn") : t("begin")}
    </RightButton>
  );
}

function Readings({ syncs }: { syncs: Sync[] }) {
  const { t } = useTranslation("wecom");
  const [newest, ...older] = syncs;
  if (!newest) {
    return (
      <Card>
        <EmptyState title={t("empty")} hint={t("emptyHint")} />
      </Card>
    );
  }
  return (
    <>
      <Card title={t("newest")} extra={<StateTag sync={newest} />}>
        <Newest sync={newest} />
      </Card>
      {older.length > 0 && <Older syncs={older} />}
    </>
  );
}

function StateTag({ sync }: { sync: Sync }) {
  const { t } = useTranslation("wecom");
  return <Tag color={COLOURS[sync.state] ?? "default"}>{t(`state.${sync.state}`)}</Tag>;
}

function Newest({ sync }: { sync: Sync }) {
  const { t } = useTranslation("wecom");
  const share = sync.staff > 0 ? Math.floor((100 * (sync.staff_done + sync.staff_refused)) / sync.staff) : 0;
  const groups = sync.groups > 0 ? Math.floor((100 * (sync.groups - sync.groups_left)) / sync.groups) : 0;
  const at = sync.stage === "end" ? STAGES.length : STAGES.indexOf(sync.stage);
  const notes = Object.entries(sync.notes);
  return (
    <Flex vertical gap={16}>
      <Steps size="small" current={at} items={STAGES.map((each) => ({ title: t(`stage.${each}`) }))} />
      {isMoving(sync) && sync.stage === "friends" && <Progress percent={share} status="active" aria-label={t("state.running")} />}
      {isMoving(sync) && sync.stage === "members" && <Progress percent={groups} status="active" aria-label={t("state.running")} />}
      {sync.reason && <Alert type={sync.state === "stopped" ? "error" : "warning"} showIcon title={t("because")} description={sync.reason} />}
      {notes.map(([stage, why]) => (
        <Alert key={stage} type="warning" showIcon title={t("left", { stage: t(`stage.${stage}`) })} description={why} />
      ))}
      <div className="siyu-figures">
        <Figure label={t("field.staff")} value={`${formatNumber(sync.staff_done)} / ${formatNumber(sync.staff)}`} definition={t("definition.staff")} />
        <Figure label={t("field.friends")} value={formatNumber(sync.friends)} definition={t("definition.friends")} />
        <Figure label={t("field.lost")} value={formatNumber(sync.lost)} definition={t("definition.lost")} />
        <Figure label={t("field.groups")} value={`${formatNumber(sync.groups - sync.groups_left)} / ${formatNumber(sync.groups)}`} definition={t("definition.groups")} />
        {sync.staff_refused > 0 && <Figure label={t("field.refused")} value={formatNumber(sync.staff_refused)} definition={t("definition.refused")} />}
      </div>
      <span className="siyu-quiet">
        {t("begun")} <TimeText atMs={sync.begun_at_ms} /> · {t("leave")}
      </span>
    </Flex>
  );
}

function Older({ syncs }: { syncs: Sync[] }) {
  const { t } = useTranslation("wecom");
  return (
    <Card title={t("older")}>
      <Table
        size="small"
        rowKey="id"
        pagination={false}
        scroll={{ x: "max-content" }}
        dataSource={syncs}
        columns={[
          { title: t("begun"), render: (_: unknown, each) => <TimeText atMs={each.begun_at_ms} as="time" /> },
          { title: t("field.state"), render: (_: unknown, each) => <StateTag sync={each} /> },
          { title: t("field.friends"), align: "right", render: (_: unknown, each) => formatNumber(each.friends) },
          { title: t("field.lost"), align: "right", render: (_: unknown, each) => formatNumber(each.lost) },
          { title: t("because"), render: (_: unknown, each) => each.reason || "—" },
        ]}
      />
    </Card>
  );
}

function Callbacks({ counts }: { counts: CallbackCount[] }) {
  const { t } = useTranslation("wecom");
  return (
    <Table
      size="small"
      rowKey={(each) => `${each.kind} ${each.state} ${each.reason}`}
      pagination={false}
      dataSource={counts}
      locale={{ emptyText: <EmptyState title={t("callbacks.empty")} hint={t("callbacks.emptyHint")} action={<Button href="channels">{t("callbacks.setUp")}</Button>} /> }}
      columns={[
        { title: t("callbacks.kind"), render: (_: unknown, each) => t(`kind.${each.kind.split("/").join("_")}`, { defaultValue: each.kind || t("callbacks.unreadable") }) },
        { title: t("field.state"), render: (_: unknown, each) => <Tag>{t(`callbackState.${each.state}`)}</Tag> },
        { title: t("callbacks.count"), align: "right", render: (_: unknown, each) => formatNumber(each.count) },
        { title: t("because"), render: (_: unknown, each) => t(`why.${each.reason}`, { defaultValue: each.reason || "—" }) },
      ]}
    />
  );
}
