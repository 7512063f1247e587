import { Badge, Button, Tabs } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { Loaded } from "@/ui/Loaded";
import { PageHeader } from "@/ui/PageHeader";
import { RightButton } from "@/ui/RightButton";
import { useNotify } from "@/ui/useNotify";
import { useUrlState } from "@/ui/useUrlState";
import { useHitCounts, usePullNow, useStatus } from "./api";
import "./archive.css";
import { FiguresTab } from "./FiguresTab";
import { HitsTab } from "./HitsTab";
import { SettingsTab } from "./SettingsTab";
import { StatusLine } from "./StatusLine";
import { TalksTab } from "./TalksTab";

/** What staff and customers wrote to each other, and how it is watched. */
export function ArchivePage() {
  const { t } = useTranslation("archive");
  const brand = useBrand();
  const notify = useNotify();
  const status = useStatus(brand.code);
  const pull = usePullNow(brand.code);
  const counts = useHitCounts(brand.code);
  const [tab, setTab] = useUrlState("tab", "talks");
  const open = counts.data?.find((each) => each.state === "open")?.hits ?? 0;
  const pullNow = () => pull.mutate(undefined, { onSuccess: () => notify.done(t("status.pulling")), onError: notify.failed });
  const tabs = [
    { key: "talks", label: t("tab.talks"), children: <TalksTab /> },
    { key: "hits", label: <Badge count={open} size="small" offset={[8, 0]}>{t("tab.hits")}</Badge>, children: <HitsTab /> },
    { key: "figures", label: t("tab.figures"), children: <FiguresTab /> },
    { key: "settings", label: t("tab.settings"), children: <SettingsTab /> },
  ];
  const action =
    status.data?.source === "none" ? (
      <Button onClick={() => setTab("settings")}>{t("status.setUp")}</Button>
    ) : (
      <RightButton needs="settings.write" loading={pull.isPending} onClick={pullNow}>
        {t("status.pull")}
      </RightButton>
    );
  return (
    <>
      <PageHeader title={t("title")} purpose={t("purpose")} actions={action} />
      <Loaded query={status} rows={1}>{(data) => <StatusLine status={data} />}</Loaded>
      <Tabs activeKey={tab} onChange={setTab} items={tabs} destroyOnHidden />
    </>
  );
}
