import { Alert, App, Button, Descriptions, Drawer, Progress, Select, Table, Tabs, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { formatNumber, formatPeople } from "@/ui/format";
import { Loaded } from "@/ui/Loaded";
import { Loading } from "@/ui/Loading";
import { paths } from "@/ui/paths";
import { RightButton } from "@/ui/RightButton";
import { TimeText } from "@/ui/TimeText";
import { useNotify } from "@/ui/useNotify";
import { useHandover, useItems, useStop, type Handover, type Item, type ItemKind, type ItemState } from "./api";
import { HandoverTag } from "./HandoverTag";
import { COLOURS, countOf, percentOver, STATES } from "./words";

/** How far a hand-over is, and what became of each customer and group. */
export function HandoverDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const { t } = useTranslation("handover");
  const brand = useBrand();
  const handover = useHandover(brand.code, id);
  return (
    <Drawer open title={t("drawer.title")} size={760} onClose={onClose}>
      <Loaded query={handover}>{(data) => <Detail handover={data} />}</Loaded>
    </Drawer>
  );
}

function Detail({ handover }: { handover: Handover }) {
  const { t } = useTranslation("handover");
  const facts = [
    [t("field.state"), <HandoverTag key="tag" handover={handover} />],
    [t("field.givers"), handover.givers.join("、")],
    [t("field.takers"), handover.takers.join("、") || "—"],
    [t("field.spread"), t(`spread.${handover.spread}`)],
    [t("field.scope"), handover.segment || (handover.picked ? t("scope.pickedCount", { count: handover.picked }) : t("scope.all"))],
    ...(handover.message ? [[t("field.message"), handover.message]] : []),
    [t("field.by"), handover.created_by === "system" ? t("bySystem") : handover.created_by],
    [t("field.at"), <TimeText key="at" atMs={handover.created_at_ms} as="time" />],
    ...(handover.due_at_ms ? [[t("drawer.due"), <TimeText key="due" atMs={handover.due_at_ms} as="time" />]] : []),
  ] as const;
  const tabs: { key: ItemKind; label: string }[] = [
    { key: "customer", label: t("field.customers") },
    ...(handover.with_groups ? [{ key: "group" as const, label: t("field.groups") }] : []),
  ];
  return (
    <div className="siyu-stack">
      {handover.problem && <Alert type="warning" showIcon title={t("state.stuck")} description={handover.problem} />}
      <Progress percent={percentOver([...handover.customers, ...handover.groups])} aria-label={t("field.progress")} />
      <Descriptions column={1} size="small" colon={false} items={facts.map(([label, children]) => ({ key: String(label), label, children }))} />
      <Stop handover={handover} />
      <Tabs items={tabs.map((each) => ({ ...each, children: <Items handover={handover} kind={each.key} /> }))} />
    </div>
  );
}

function Stop({ handover }: { handover: Handover }) {
  const { t } = useTranslation("handover");
  const brand = useBrand();
  const notify = useNotify();
  const { modal } = App.useApp();
  const stop = useStop(brand.code);
  const planned = countOf(handover.customers, "planned") + countOf(handover.groups, "planned");
  if (planned === 0 && handover.state !== "listing") return null;
  const ask = () =>
    modal.confirm({
      title: t("stop.title"),
      content: t("stop.hint", { planned: formatPeople(planned) }),
      okText: t("stop.do"),
      cancelText: t("ui:cancel"),
      okButtonProps: { danger: true },
      onOk: () => stop.mutateAsync(handover.id).then(({ stopped }) => notify.done(t("stop.done", { count: stopped })), (error: unknown) => notify.failed(error)),
    });
  return (
    <div>
      <RightButton needs="handover.write" danger loading={stop.isPending} onClick={ask}>
        {t("stop.do")}
      </RightButton>
    </div>
  );
}

function Items({ handover, kind }: { handover: Handover; kind: ItemKind }) {
  const { t } = useTranslation("handover");
  const brand = useBrand();
  const [state, setState] = useState<ItemState>();
  const found = useItems(brand.code, handover.id, kind, state);
  const counts = kind === "customer" ? handover.customers : handover.groups;
  const options = STATES.filter((each) => countOf(counts, each) > 0).map((each) => ({ value: each, label: t("items.stateCount", { state: t(`item.${each}`), shown: formatNumber(countOf(counts, each)) }) }));
  if (found.isError) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading rows={4} />;
  const rows = found.data.pages.flatMap((page) => page.items);
  return (
    <div className="siyu-stack">
      <div>
        <Select<ItemState> allowClear className="siyu-filter" popupMatchSelectWidth={false} aria-label={t("field.state")} placeholder={t("items.anyState")} value={state ?? null} options={options} onChange={setState} />
      </div>
      {rows.length === 0 ? <EmptyState title={t("items.empty")} /> : <Rows rows={rows} kind={kind} />}
      {found.hasNextPage && (
        <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t("items.more")}
        </Button>
      )}
    </div>
  );
}

function Rows({ rows, kind }: { rows: Item[]; kind: ItemKind }) {
  const { t } = useTranslation("handover");
  const brand = useBrand();
  const name = (each: Item) =>
    each.customer_id ? <Link to={paths.customer(brand.code, each.customer_id)}>{each.name || t("unnamed")}</Link> : each.name || t(kind === "group" ? "unnamedGroup" : "unnamed");
  return (
    <Table<Item>
      size="small"
      rowKey="key"
      dataSource={rows}
      pagination={false}
      scroll={{ x: "max-content" }}
      columns={[
        { key: "name", title: t(kind === "group" ? "field.group" : "field.customer"), render: (_, each) => name(each) },
        { key: "giver", title: t("field.givers"), dataIndex: "giver" },
        { key: "taker", title: t("field.takers"), render: (_, each) => each.taker || "—" },
        { key: "state", title: t("field.state"), render: (_, each) => <Tag color={COLOURS[each.state]}>{t(`item.${each.state}`)}</Tag> },
        { key: "why", title: t("field.reason"), render: (_, each) => <Reason item={each} /> },
        { key: "at", title: t("field.updated"), render: (_, each) => <TimeText atMs={each.decided_at_ms || each.asked_at_ms || null} /> },
      ]}
    />
  );
}

function Reason({ item }: { item: Item }) {
  const { t } = useTranslation("handover");
  if (item.state === "waiting") return <span>{t("items.until")} <TimeText atMs={item.due_at_ms} as="time" /></span>;
  if (!item.reason) return <>—</>;
  return <span>{t(`reason.${item.reason}`)}{item.code > 0 && t("items.code", { code: item.code })}</span>;
}
