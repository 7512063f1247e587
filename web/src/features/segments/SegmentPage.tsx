import { Alert, App, Button, Flex, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { useBrand } from "@/api/session";
import { DetailPage } from "@/ui/DetailPage";
import { formatPeople } from "@/ui/format";
import { Loaded } from "@/ui/Loaded";
import { NameModal } from "@/ui/NameModal";
import { paths } from "@/ui/paths";
import { Sentence } from "@/ui/Sentence";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { useNotify } from "@/ui/useNotify";
import { useIdParam } from "@/ui/useIdParam";
import { exportPath, listMembers, useChangeSegment, useDeleteSegment, useSegment, type Person, type Segment } from "./api";
import { HistoryTab } from "./HistoryTab";
import { PeopleTable } from "./PeopleTable";
import { SegmentState } from "./SegmentsPage";

export function SegmentPage() {
  const brand = useBrand();
  const segment = useSegment(brand.code, useIdParam("segmentId"));
  return <Loaded query={segment}>{(data) => <SegmentDetail segment={data} />}</Loaded>;
}

function SegmentDetail({ segment }: { segment: Segment }) {
  const { t } = useTranslation("segments");
  const brand = useBrand();
  const journey = paths.journeyNew(brand.code, { segment: segment.id });
  return (
    <DetailPage
      title={segment.name}
      back={{ to: paths.segments(brand.code), label: t("list.title") }}
      actions={<Actions segment={segment} />}
      facts={[
        { label: t("field.members"), value: <strong>{segment.members === null ? t("counting") : formatPeople(segment.members)}</strong> },
        { label: t("field.state"), value: <SegmentState segment={segment} /> },
        { label: t("field.evaluated"), value: <TimeText atMs={segment.evaluated_at_ms} /> },
        { label: t("field.by"), value: segment.created_by_name || t("bySystem") },
        { label: t("field.created"), value: <TimeText atMs={segment.created_at_ms} as="time" /> },
      ]}
      aside={
        <Flex vertical gap={12}>
          {segment.error && <Alert type="error" showIcon title={t("state.failed")} description={segment.error} />}
          <Sentence>{segment.kind === "list" ? t("listKind") : segment.sentence}</Sentence>
          <Link to={journey}>{t("detail.journey")}</Link>
          <Link to={paths.massNew(brand.code, { segment: segment.id })}>{t("detail.mass")}</Link>
        </Flex>
      }
      tabs={[
        { key: "members", label: t("detail.members"), children: <Members segment={segment} /> },
        { key: "history", label: t("detail.history"), children: <HistoryTab segment={segment} /> },
      ]}
    />
  );
}

function Members({ segment }: { segment: Segment }) {
  const { t } = useTranslation("segments");
  const brand = useBrand();
  const list = useList<Person>({
    key: [brand.code, "segments", segment.id, "members"],
    load: (query) => listMembers(brand.code, segment.id, query),
  });
  return <PeopleTable list={list} empty={segment.members === null ? t("detail.counting") : t("detail.nobody")} />;
}

function Actions({ segment }: { segment: Segment }) {
  const { t } = useTranslation("segments");
  const brand = useBrand();
  const [renaming, setRenaming] = useState(false);
  const change = useChangeSegment(brand.code);
  const mayWrite = brand.can["segments.write"] === true;
  return (
    <Tooltip title={mayWrite ? "" : t("ui:reason.noRight")}>
      <Flex gap={8} wrap>
        <DeleteButton segment={segment} allowed={mayWrite} />
        <Button href={exportPath(brand.code, segment.id)}>{t("detail.export")}</Button>
        <Button disabled={!mayWrite} onClick={() => setRenaming(true)}>
          {t("detail.rename")}
        </Button>
        {segment.kind === "rule" && (
          <Link to={paths.segmentEdit(brand.code, segment.id)}>
            <Button type="primary" disabled={!mayWrite}>
              {t("detail.edit")}
            </Button>
          </Link>
        )}
      </Flex>
      {renaming && (
        <NameModal
          title={t("detail.rename")}
          label={t("field.name")}
          initial={segment.name}
          busy={change.isPending}
          onClose={() => setRenaming(false)}
          onSubmit={(name) => change.mutateAsync({ segment, name })}
        />
      )}
    </Tooltip>
  );
}

function DeleteButton({ segment, allowed }: { segment: Segment; allowed: boolean }) {
  const { t } = useTranslation("segments");
  const brand = useBrand();
  const navigate = useNavigate();
  const notify = useNotify();
  const { modal } = App.useApp();
  const remove = useDeleteSegment(brand.code);
  const confirmed = async () => {
    try {
      await remove.mutateAsync(segment.id);
      notify.done(t("ui:deleted"));
      await navigate(paths.segments(brand.code));
    } catch (error) {
      notify.failed(error);
    }
  };
  const ask = () =>
    modal.confirm({
      title: t("detail.deleteTitle", { name: segment.name }),
      content: t("detail.deleteHint", { people: segment.members === null ? "—" : formatPeople(segment.members) }),
      okText: t("ui:delete"),
      cancelText: t("ui:cancel"),
      okButtonProps: { danger: true },
      onOk: confirmed,
    });
  return (
    <Button danger disabled={!allowed} onClick={ask}>
      {t("ui:delete")}
    </Button>
  );
}
