import { Alert, Descriptions, Modal, Radio, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toProblem } from "@/api/problem";
import { useBrand } from "@/api/session";
import { typeset } from "@/i18n/typeset";
import { ErrorState } from "@/ui/ErrorState";
import { formatNumber, formatPeople } from "@/ui/format";
import { Loading } from "@/ui/Loading";
import { Sentence } from "@/ui/Sentence";
import { useNotify } from "@/ui/useNotify";
import { usePublish, usePublishPreview, type Journey, type PublishPreview } from "./api";
import { useEditor } from "./editor_context";
import { nameOf, storyOf } from "./words";

interface Props {
  journey: Journey;
  onClose: () => void;
  /** Problems told at nodes are shown there. */
  onRefused: (problems: Map<string, string>) => void;
}

/** Before a journey goes live: how many would enter, who would get the messages, and how to stop it. */
export function PublishDialog({ journey, onClose, onRefused }: Props) {
  const { t } = useTranslation("journeys");
  const brand = useBrand();
  const notify = useNotify();
  const { graph } = useEditor();
  const preview = usePublishPreview(brand.code, journey.id);
  const publish = usePublish(brand.code, journey.id);
  const bySegment = graph.nodes.some((node) => node.kind === "entry" && node.trigger.segment);
  const [current, setCurrent] = useState(true);
  const submit = () =>
    publish.mutate({ enter_current: bySegment && current }, {
      onSuccess: () => {
        notify.done(t("publish.done"));
        onClose();
      },
      onError: (error) => {
        onRefused(toldAtNodes(error));
        notify.failed(error);
        onClose();
      },
    });
  // What the preview found wrong stays at the steps when the dialog is gone.
  const close = () => {
    if (preview.isError) onRefused(toldAtNodes(preview.error));
    onClose();
  };
  return (
    <Modal
      open
      width={600}
      title={t(journey.version === null ? "publish.title" : "publish.again", { version: (journey.version ?? 0) + 1 })}
      okText={t("publish.confirm")}
      cancelText={t("ui:cancel")}
      onCancel={close}
      onOk={submit}
      okButtonProps={{ loading: publish.isPending, disabled: !preview.data }}
    >
      <div className="siyu-stack">
        {preview.isError && <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />}
        {!preview.data && !preview.isError && <Loading rows={3} />}
        {preview.data && <Effect preview={preview.data} />}
        {bySegment && preview.data && (
          <Radio.Group className="siyu-choices" value={current} onChange={(event) => setCurrent(event.target.value as boolean)}>
            <Radio value={true}>{t("publish.enterNow", { people: formatPeople(preview.data.people) })}</Radio>
            <Radio value={false}>{t("publish.enterLater")}</Radio>
          </Radio.Group>
        )}
        {journey.version !== null && <Alert type="info" showIcon title={t("publish.inFlight")} />}
        <Typography.Text type="secondary">{t("publish.stop")}</Typography.Text>
      </div>
    </Modal>
  );
}

/** Node id → what is wrong there and how to mend it. */
function toldAtNodes(error: unknown): Map<string, string> {
  return new Map(toProblem(error).fields.map((each) => [each.field, typeset([each.detail, each.fix].filter(Boolean).join(" "))]));
}

function Effect({ preview }: { preview: PublishPreview }) {
  const { t, i18n } = useTranslation("journeys");
  const { graph, names } = useEditor();
  const reasons = (counts: Record<string, number>) =>
    Object.entries(counts).map(([reason, count]) => t("publish.reason", { reason: t(`reason.${reason}`, { defaultValue: reason }), people: formatNumber(count) })).join(t("publish.comma"));
  return (
    <>
      <Sentence>{i18n.resolvedLanguage === "en" ? storyOf(graph, names, t) : preview.sentence}</Sentence>
      {preview.forecast.map((each) => (
        <Descriptions
          key={each.node}
          size="small"
          column={1}
          bordered
          title={t("publish.forecast", { step: nameOf(graph, each.node, t) })}
          items={[
            { key: "sent", label: t("publish.sent"), children: formatPeople(each.sent) },
            ...(Object.keys(each.deferred).length ? [{ key: "deferred", label: t("publish.deferred"), children: reasons(each.deferred) }] : []),
            ...(Object.keys(each.dropped).length ? [{ key: "dropped", label: t("publish.dropped"), children: reasons(each.dropped) }] : []),
          ]}
        />
      ))}
    </>
  );
}
