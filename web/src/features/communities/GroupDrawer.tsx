import { Alert, Descriptions, Drawer, Tabs } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { formatNumber } from "@/ui/format";
import { Loaded } from "@/ui/Loaded";
import { TimeText } from "@/ui/TimeText";
import { useGroup, type GroupDetail } from "./api";
import { GroupCurve } from "./GroupCurve";
import { GroupState } from "./GroupState";
import { Members } from "./Members";

/** One group: who owns it, how it grew, who is in it and who went. */
export function GroupDrawer({ chatId, onClose }: { chatId: string; onClose: () => void }) {
  const { t } = useTranslation("communities");
  const group = useGroup(useBrand().code, chatId);
  return (
    <Drawer open size={720} title={group.data?.name || t("groups.unnamed")} onClose={onClose} destroyOnHidden>
      <Loaded query={group}>{(data) => <Group group={data} />}</Loaded>
    </Drawer>
  );
}

function Group({ group }: { group: GroupDetail }) {
  const { t } = useTranslation("communities");
  const ended = group.status === "dismissed" || group.status === "gone";
  return (
    <div className="siyu-stack">
      {group.status === "owner_left" && <Alert type="warning" showIcon title={t("groups.ownerLeft")} description={t("groups.ownerLeftHint")} />}
      <Facts group={group} />
      <Tabs
        items={[
          { key: "curve", label: t("tab.curve"), children: <GroupCurve group={group} /> },
          ...(ended ? [] : [{ key: "members", label: t("tab.members"), children: <Members chatId={group.chat_id} there /> }]),
          { key: "left", label: t("tab.left"), children: <Members chatId={group.chat_id} there={false} /> },
        ]}
      />
    </div>
  );
}

function Facts({ group }: { group: GroupDetail }) {
  const { t } = useTranslation("communities");
  const facts = [
    { key: "status", label: t("field.status"), children: <GroupState status={group.status} /> },
    { key: "owner", label: t("field.owner"), children: [group.owner_name, group.unit].filter(Boolean).join(" · ") },
    { key: "admins", label: t("field.admins"), children: group.admins.join(t("and")) || "—" },
    { key: "members", label: t("field.members"), children: t("groups.people", { members: formatNumber(group.members), customers: formatNumber(group.customers) }) },
    { key: "created", label: t("field.created"), children: <TimeText atMs={group.created_at_ms || null} as="time" /> },
    { key: "read", label: t("field.read"), children: <TimeText atMs={group.read_at_ms || null} /> },
    ...(group.notice ? [{ key: "notice", label: t("field.notice"), children: <span className="siyu-text">{group.notice}</span> }] : []),
  ];
  return <Descriptions column={1} size="small" colon={false} items={facts} />;
}
