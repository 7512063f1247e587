import { DownloadOutlined } from "@ant-design/icons";
import { App, Button, Drawer, Flex, Tabs } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { formatNumber, formatShare } from "@/ui/format";
import { Loaded } from "@/ui/Loaded";
import { SaveAsSegment } from "@/ui/PeopleLink";
import { ReportCard } from "@/ui/ReportCard";
import { RightButton } from "@/ui/RightButton";
import { useNotify } from "@/ui/useNotify";
import { codeQrPath, useCodeDays, useRemoveCode, type GroupCode } from "./api";
import { CodeForm } from "./CodeForm";
import { codeRule, sums } from "./curves";
import { WriteBadge } from "./WriteBadge";

const DAYS = 30;

/** A code: its picture, what it brought, how it is set; or a new one. */
export function CodeDrawer({ code, onClose }: { code: GroupCode | null; onClose: () => void }) {
  const { t } = useTranslation("communities");
  const form = <CodeForm code={code} onDone={onClose} />;
  return (
    <Drawer open size={640} title={code ? code.name : t("code.new")} onClose={onClose} extra={code && <Remove code={code} onDone={onClose} />} destroyOnHidden>
      {code ? (
        <Tabs
          items={[
            { key: "picture", label: t("tab.picture"), children: <Picture code={code} /> },
            { key: "figures", label: t("tab.figures"), children: <Figures code={code} /> },
            { key: "settings", label: t("tab.settings"), children: form },
          ]}
        />
      ) : (
        form
      )}
    </Drawer>
  );
}

function Picture({ code }: { code: GroupCode }) {
  const { t } = useTranslation("communities");
  const path = codeQrPath(useBrand().code, code);
  const held = code.has_picture && code.sync !== "gone";
  return (
    <Flex vertical gap={16} align="center">
      <WriteBadge sync={code.sync} error={code.error} />
      {held ? (
        <>
          <img src={path} alt={t("code.qr", { name: code.name })} width={240} height={240} />
          <Button icon={<DownloadOutlined />} href={path} download={`${code.name}.png`}>{t("code.download")}</Button>
        </>
      ) : (
        <EmptyState title={t("code.noPicture")} hint={t("code.noPictureHint")} />
      )}
      <ul>
        {code.groups.map((each) => (
          <li key={each.chat_id}>
            {each.name || t("groups.unnamed")} <span className="siyu-quiet">{t(each.status === "unknown" ? "code.openedNow" : "code.members", { count: each.members })}</span>
          </li>
        ))}
      </ul>
    </Flex>
  );
}

function Figures({ code }: { code: GroupCode }) {
  const { t } = useTranslation("communities");
  const query = useCodeDays(useBrand().code, code.id, DAYS);
  return (
    <Loaded query={query}>
      {({ days, as_of_ms: asOfMs }) => {
        const recent = sums(days);
        return (
          <ReportCard
            id="code"
            question={t("code.question")}
            answer={code.joined > 0 ? t("code.answer", { joined: formatNumber(code.joined), kept: formatNumber(code.kept), share: formatShare(code.kept / code.joined), recent: formatNumber(recent.joined) }) : undefined}
            definition={t("code.definition")}
            asOfMs={asOfMs}
            emptyHint={t("code.figuresEmpty")}
            actions={<SaveAsSegment rule={codeRule(code.state)}>{t("code.segment")}</SaveAsSegment>}
            option={{
              tooltip: { trigger: "axis" },
              legend: {},
              xAxis: { type: "category", data: days.map((each) => each.day.slice(5)) },
              yAxis: { type: "value", minInterval: 1 },
              series: [
                { name: t("code.kept"), type: "line", showSymbol: false, data: days.map((each) => each.kept) },
                { name: t("curve.joined"), type: "bar", stack: "moves", data: days.map((each) => each.joined) },
                { name: t("curve.left"), type: "bar", stack: "moves", data: days.map((each) => -each.left) },
              ],
            }}
            table={{
              columns: [t("curve.day"), t("curve.joined"), t("curve.left"), t("code.kept")],
              rows: code.joined > 0 ? days.map((each) => [each.day, each.joined, each.left, each.kept]) : [],
            }}
          />
        );
      }}
    </Loaded>
  );
}

function Remove({ code, onDone }: { code: GroupCode; onDone: () => void }) {
  const { t } = useTranslation("communities");
  const notify = useNotify();
  const { modal } = App.useApp();
  const remove = useRemoveCode(useBrand().code);
  const ask = () =>
    modal.confirm({
      title: t("code.removeTitle", { name: code.name }),
      content: t("code.removeHint"),
      okText: t("remove"),
      cancelText: t("ui:cancel"),
      okButtonProps: { danger: true },
      onOk: () => remove.mutateAsync(code.id).then(onDone, notify.failed),
    });
  return (
    <RightButton needs="groups.write" danger onClick={ask}>
      {t("remove")}
    </RightButton>
  );
}
