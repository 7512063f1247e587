import { Alert, App, Card, Flex, Progress, Select, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
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
import { listPosts, MOVING, useCancelMoment, useDeleteMoment, useMoment, type Moment, type MomentPost } from "./api";
import { MomentState } from "./MomentsPage";
import { Preview } from "./Preview";

const LOOK_AGAIN_MS = 5_000;

export function MomentPage() {
  const brand = useBrand();
  const { momentId } = useParams();
  const moment = useMoment(brand.code, Number(momentId));
  return <Loaded query={moment}>{(data) => <Detail moment={data} />}</Loaded>;
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
  const navigate = useNavigate();
  const notify = useNotify();
  const { modal } = App.useApp();
  const cancel = useCancelMoment(brand.code);
  const remove = useDeleteMoment(brand.code);
  const sure = (title: string, content: string, okText: string, onOk: () => Promise<void>) =>
    modal.confirm({ title, content, okText, cancelText: t("ui:cancel"), okButtonProps: { danger: true }, onOk });
  const stop = () => cancel.mutateAsync(moment.id).then(() => notify.done(t("detail.stopping")), (error: unknown) => notify.failed(error));
  const drop = () => remove.mutateAsync(moment.id).then(() => void navigate(paths.moments(brand.code)), (error: unknown) => notify.failed(error));
  if (moment.state === "draft") {
    return (
      <>
        <RightButton needs="outreach.write" danger onClick={() => sure(t("detail.deleteTitle", { name: moment.name }), "", t("ui:delete"), drop)}>
          {t("ui:delete")}
        </RightButton>
        <RightButton needs="outreach.write" type="primary" onClick={() => void navigate(paths.momentEdit(brand.code, moment.id))}>
          {t("detail.goOn")}
        </RightButton>
      </>
    );
  }
  return STOPPABLE.has(moment.state) ? (
    <RightButton needs="outreach.write" danger loading={cancel.isPending} onClick={() => sure(t("detail.stopTitle", { name: moment.name }), t("detail.stopHint"), t("detail.stop"), stop)}>
      {t("detail.stop")}
    </RightButton>
  ) : null;
}
