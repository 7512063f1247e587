import { PlusOutlined } from "@ant-design/icons";
import { Button, Select, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { ListPage } from "@/ui/ListPage";
import type { Column } from "@/ui/ListTable";
import { formatNumber } from "@/ui/format";
import { RightButton } from "@/ui/RightButton";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { useUrlState } from "@/ui/useUrlState";
import { AccountDrawer } from "./AccountDrawer";
import { Alerts } from "./Alerts";
import { listAccounts, STAGES, useStages, type Account, type Stage } from "./api";

const COLOURS: Record<Stage, string> = {
  new: "blue", warming: "blue", ready: "success", limited: "error", banned: "error", retired: "default",
};

/** Which accounts the brand serves with, in whose hands, and what has to be done about them. */
export function AccountsPage() {
  const { t } = useTranslation("advisors");
  const brand = useBrand();
  const [editing, setEditing] = useState<Account | "new" | null>(null);
  const [stage] = useUrlState("stage");
  const list = useList<Account>({
    key: [brand.code, "matrix", "accounts"],
    load: (query) => listAccounts(brand.code, query),
    filters: stage ? { stage } : {},
  });
  const columns: Column<Account>[] = [
    { key: "name", title: t("account.nickname"), phone: "title", render: (each) => each.nickname },
    { key: "handle", title: t("account.handle"), render: (each) => <span>{t(`kind.${each.kind}`)} <code>{each.handle}</code></span> },
    { key: "unit", title: t("account.unit"), phone: "hide", render: (each) => each.unit || "—" },
    { key: "holder", title: t("account.holder"), render: (each) => each.holder || t("account.drawer") },
    { key: "phone", title: t("account.phone"), phone: "hide", render: (each) => each.phone || "—" },
    { key: "stage", title: t("account.stage"), phone: "corner", render: (each) => <Tag color={COLOURS[each.stage]}>{t(`stage.${each.stage}`)}</Tag> },
    { key: "since", title: t("account.since"), phone: "hide", render: (each) => <TimeText atMs={each.stage_since_ms} /> },
    { key: "friends", title: t("account.friends"), align: "right", render: (each) => <Friends account={each} /> },
    { key: "alerts", title: t("account.alerts"), render: (each) => <Alerts account={each} /> },
  ];
  const add = (
    <RightButton needs="matrix.write" type="primary" icon={<PlusOutlined />} onClick={() => setEditing("new")}>
      {t("account.new")}
    </RightButton>
  );
  return (
    <>
      <ListPage
        title={t("accounts.title")}
        purpose={t("accounts.purpose")}
        actions={add}
        list={list}
        columns={columns}
        rowKey={(each) => each.id}
        onRow={setEditing}
        searchPlaceholder={t("accounts.search")}
        filters={<StageFilter />}
        empty={<EmptyState title={t("accounts.empty")} hint={t("accounts.emptyHint")} action={<Button onClick={() => setEditing("new")}>{t("account.new")}</Button>} />}
      />
      {editing && <AccountDrawer account={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
    </>
  );
}

function StageFilter() {
  const { t } = useTranslation("advisors");
  const brand = useBrand();
  const counts = new Map(useStages(brand.code).data?.map((each) => [each.stage, each.accounts]));
  const [stage, setStage] = useUrlState("stage");
  const options = STAGES.map((value) => ({ value, label: t("accounts.stageCount", { stage: t(`stage.${value}`), shown: formatNumber(counts.get(value) ?? 0) }) }));
  return (
    <Select allowClear aria-label={t("account.stage")} placeholder={t("accounts.anyStage")} value={stage || null} options={options} onChange={setStage} className="siyu-filter" popupMatchSelectWidth={false} />
  );
}

/** Friends against the most the account may have; a personal WeChat account's are not known. */
function Friends({ account }: { account: Account }) {
  const { t } = useTranslation("advisors");
  if (account.friends === null) return <>—</>;
  return <span className="siyu-number">{t("account.friendsOf", { friends: formatNumber(account.friends), most: formatNumber(account.friends_max ?? 0) })}</span>;
}
