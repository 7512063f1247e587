import { Alert, Modal, Switch, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { formatNumber } from "@/ui/format";
import { Loaded } from "@/ui/Loaded";
import { useNotify } from "@/ui/useNotify";
import type { TagGroup } from "./api";
import { spanOf, useEstimate, useShowGroup, type Estimate } from "./wecom_tags";

/** Shows a tag group in WeCom, after saying what that writes and how long it takes; or ceases to. */
export function WecomSwitch({ group, shown }: { group: TagGroup; shown: boolean }) {
  const { t } = useTranslation("customers");
  const brand = useBrand();
  const [asking, setAsking] = useState(false);
  const allowed = brand.can["segments.write"] === true;
  return (
    <Tooltip title={allowed ? t("wecomTags.switchHint") : t("ui:reason.noRight")}>
      <span className="siyu-wecom-switch">
        <Switch size="small" checked={shown} disabled={!allowed} aria-label={t("wecomTags.switch", { name: group.name })} onChange={() => setAsking(true)} />
        <span className="siyu-quiet">{t(shown ? "wecomTags.inWecom" : "wecomTags.notInWecom")}</span>
        {asking && <Ask group={group} shown={!shown} onClose={() => setAsking(false)} />}
      </span>
    </Tooltip>
  );
}

function Ask({ group, shown, onClose }: { group: TagGroup; shown: boolean; onClose: () => void }) {
  const { t } = useTranslation("customers");
  const brand = useBrand();
  const notify = useNotify();
  const estimate = useEstimate(brand.code, group.id, shown);
  const change = useShowGroup(brand.code);
  const save = () =>
    change.mutate(
      { group: group.id, shown },
      {
        onSuccess: () => {
          notify.done(t("ui:saved"));
          onClose();
        },
        onError: notify.failed,
      },
    );
  return (
    <Modal
      open
      title={t(shown ? "wecomTags.showTitle" : "wecomTags.hideTitle", { name: group.name })}
      okText={t(shown ? "wecomTags.show" : "wecomTags.hide")}
      cancelText={t("ui:cancel")}
      okButtonProps={{ disabled: shown && !estimate.data }}
      confirmLoading={change.isPending}
      onOk={save}
      onCancel={onClose}
    >
      {shown ? <Loaded query={estimate}>{(data) => <Consequences data={data} />}</Loaded> : <p>{t("wecomTags.hideHint")}</p>}
    </Modal>
  );
}

function Consequences({ data }: { data: Estimate }) {
  const { t } = useTranslation("customers");
  const span = spanOf(data.seconds);
  return (
    <div className="siyu-stack">
      <ul>
        <li>{t("wecomTags.newTags", { count: data.tags_new })}</li>
        <li>{t("wecomTags.writes", { writes: formatNumber(data.writes), relations: formatNumber(data.relations) })}</li>
        <li>{t(`wecomTags.span.${span.unit}`, span.unit === "soon" ? {} : { count: span.count })}</li>
      </ul>
      {data.tags_left_out > 0 && <Alert type="warning" showIcon title={t("wecomTags.leftOut", { count: data.tags_left_out })} />}
      {data.over > 0 && <Alert type="warning" showIcon title={t("wecomTags.over", { over: formatNumber(data.over) })} />}
      <span className="siyu-quiet">{t("wecomTags.showHint")}</span>
    </div>
  );
}
