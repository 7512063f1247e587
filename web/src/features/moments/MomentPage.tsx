import { Alert, App, Card, Flex, Progress, Select, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { useBrand } from "@/api/session";
import { DetailPage } from "@/ui/DetailPage";
import { EmptyState } from "@/ui/EmptyState";
import { formatNumber, formatPeople, formatShare } from "@/ui/format";
import { ListTable, type Column } from "@/ui/ListTable";
import { Loaded } from "@/ui/Loaded";
import { paths } from "@/ui/paths";
import { RightButton } from "@/ui/RightButton";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { useNotify } from "@/ui/useNotify";
import { useUrlState } from "@/ui/useUrlState";
import { listPosts, MOVING, useCancelMoment, useMoment, type Moment, type MomentPost } from "./api";
import { Builder } from "./Builder";
import { MomentState } from "./MomentsPage";
import { Preview } from "./Preview";

const LOOK_AGAIN_MS = 5_000;

export function MomentPage() {
  const brand = useBrand();
  const { momentId } = useParams();
  if (momentId === "new") return <Builder saved={null} />;
  return <Known id={Number(momentId)} brand={brand.code} />;
}

function Known({ id, brand }: { id: number; brand: string }) {
  const moment = useMoment(brand, id);
  return <Loaded query={moment}>{(data) => (data.state === "draft" ? <Builder key={data.id} saved={data} /> : <Detail moment={data} />)}</Loaded>;
}

function Detail({ moment }: { moment: Moment }) {
  const { t } = useTranslation("moments");
  const brand = useBrand();
  const { senders, published, viewers, comments, likes } = moment.totals;
  const who = [...moment.staff, ...moment.branches].join("、") || t("form.everybody");
  return (
    <DetailPage
      title={moment.name}
      back={{ to: paths.moments(brand.code), label: t("list.title") }}
      actions={<Actions moment={moment} />}
      facts={[
        { label: t("field.state"), value: <MomentState state={moment.state} /> },
        { label: t("field.senders"), value: who },
        { label: t("field.tags"), value: moment.tags.join("、") || t("form.allCustomers") },
        { label: t("field.when"), value: <TimeText atMs={moment.started_at_ms || moment.due_at_ms || moment.plan.start_at_ms || null} as="time" /> },
        { label: t("field.published"), value: senders ? t("detail.published", { done: published, all: senders, share: formatShare(published / senders) }) : "—" },
        { label: t("field.viewers"), value: published ? formatPeople(viewers) : "—" },
        { label: t("field.likes"), value: published ? formatNumber(likes) : "—" },
        { label: t("field.comments"), value: published ? formatNumber(comments) : "—" },
      ]}
      aside={
        <Flex vertical gap={12}>
          {moment.problem && <Alert type="error" showIcon title={t("state.failed")} description={moment.problem} />}
          {moment.unknown.length > 0 && <Alert type="warning" showIcon title={t("detail.unknown", { names: moment.unknown.join("、") })} />}
          {senders > 0 && <Progress percent={Math.round((published / senders) * 100)} size="small" aria-label={t("field.published")} />}
          <Card size="small" title={t("preview.title")}>
            <Preview text={moment.plan.text ?? ""} materials={moment.attachments.map((each) => ({ id: each.material_id ?? 0, title: each.title ?? "", kind: each.kind ?? "" }))} />
          </Card>
        </Flex>
      }
      tabs={[{ key: "posts", label: t("detail.posts"), children: <Posts moment={moment} /> }]}
    />
  );
}

function Posts({ moment }: { moment: Moment }) {
  const { t } = useTranslation("moments");
  const brand = useBrand();
  const [only, setOnly] = useUrlState("only");
  const list = useList<MomentPost>({
    key: [brand.code, "moments", moment.id, "posts"],
    filters: { only: only || undefined },
    load: (query) => listPosts(brand.code, moment.id, query, only as "" | "published" | "waiting"),
    refetchMs: MOVING.has(moment.state) ? LOOK_AGAIN_MS : 0,
  });
  const choices = (["waiting", "published"] as const).map((each) => ({ value: each, label: t(`posts.${each}`) }));
  return (
    <div className="siyu-stack">
      <Flex gap={8} wrap>
        <Select allowClear className="siyu-filter" aria-label={t("posts.filter")} placeholder={t("posts.filter")} value={only || null} options={choices} onChange={setOnly} />
      </Flex>
      <ListTable list={list} columns={useColumns()} rowKey={(each) => each.id} empty={<EmptyState title={t("posts.empty")} hint={t("posts.emptyHint")} />} />
    </div>
  );
}

function useColumns(): Column<MomentPost>[] {
  const { t } = useTranslation("moments");
  const number = (key: "viewers" | "likes" | "comments"): Column<MomentPost> => ({
    key,
    title: t(`field.${key}`),
    align: "right",
    render: (each) => (each.published_at_ms === null ? "—" : formatNumber(each[key])),
  });
  return [
    { key: "advisor", title: t("field.advisor"), phone: "title", render: (each) => each.name || each.advisor },
    { key: "unit", title: t("field.unit"), render: (each) => each.unit || "—" },
    {
      key: "state",
      title: t("field.state"),
      phone: "corner",
      render: (each) => <Tag color={each.published_at_ms === null ? "default" : "success"}>{t(each.published_at_ms === null ? "posts.waiting" : "posts.published")}</Tag>,
    },
    { key: "when", title: t("posts.publishedAt"), render: (each) => <TimeText atMs={each.published_at_ms} /> },
    number("viewers"),
    number("likes"),
    number("comments"),
  ];
}

const STOPPABLE = new Set<Moment["state"]>(["scheduled", "creating", "running"]);

function Actions({ moment }: { moment: Moment }) {
  const { t } = useTranslation("moments");
  const brand = useBrand();
  const notify = useNotify();
  const { modal } = App.useApp();
  const cancel = useCancelMoment(brand.code);
  const stop = () => cancel.mutateAsync(moment.id).then(() => notify.done(t("detail.stopping")), (error: unknown) => notify.failed(error));
  const ask = () =>
    modal.confirm({
      title: t("detail.stopTitle", { name: moment.name }),
      content: t("detail.stopHint"),
      okText: t("detail.stop"),
      cancelText: t("ui:cancel"),
      okButtonProps: { danger: true },
      onOk: stop,
    });
  return STOPPABLE.has(moment.state) ? (
    <RightButton needs="outreach.write" danger loading={cancel.isPending} onClick={ask}>
      {t("detail.stop")}
    </RightButton>
  ) : null;
}
