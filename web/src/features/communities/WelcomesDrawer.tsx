import { PlusOutlined } from "@ant-design/icons";
import { Alert, App, Button, Card, Drawer, Flex, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { Loaded } from "@/ui/Loaded";
import { RightButton } from "@/ui/RightButton";
import { useNotify } from "@/ui/useNotify";
import { useRemoveWelcome, useWelcomes, type GroupWelcome } from "./api";
import { WelcomeForm } from "./WelcomeForm";
import { WriteBadge } from "./WriteBadge";

/** The texts that greet newcomers of groups: made here, put on a group by its owner in WeCom. */
export function WelcomesDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("communities");
  const query = useWelcomes(useBrand().code);
  const [editing, setEditing] = useState<GroupWelcome | "new" | null>(null);
  const add = (
    <RightButton needs="groups.write" type="primary" icon={<PlusOutlined />} onClick={() => setEditing("new")}>
      {t("welcome.new")}
    </RightButton>
  );
  const form = editing && <WelcomeForm welcome={editing === "new" ? null : editing} onDone={() => setEditing(null)} />;
  return (
    <Drawer open size={520} title={t("welcome.title")} onClose={onClose} extra={editing ? null : add} destroyOnHidden>
      {form ?? (
        <div className="siyu-stack">
          <Alert type="info" showIcon title={t("welcome.purpose")} description={t("welcome.byHand")} />
          <Loaded query={query}>
            {(found) =>
              found.length === 0 ? (
                <EmptyState title={t("welcome.empty")} hint={t("welcome.emptyHint")} />
              ) : (
                found.map((each) => <Welcome key={each.id} welcome={each} onEdit={() => setEditing(each)} />)
              )
            }
          </Loaded>
        </div>
      )}
    </Drawer>
  );
}

function Welcome({ welcome, onEdit }: { welcome: GroupWelcome; onEdit: () => void }) {
  const { t } = useTranslation("communities");
  const brand = useBrand();
  const notify = useNotify();
  const { modal } = App.useApp();
  const remove = useRemoveWelcome(brand.code);
  const mayWrite = brand.can["groups.write"] === true;
  const ask = () =>
    modal.confirm({
      title: t("welcome.removeTitle"),
      content: t("welcome.removeHint"),
      okText: t("remove"),
      cancelText: t("ui:cancel"),
      okButtonProps: { danger: true },
      onOk: () => remove.mutateAsync(welcome.id).catch(notify.failed),
    });
  return (
    <Card size="small">
      <Flex vertical gap={8}>
        {welcome.text && <span className="siyu-text">{welcome.text}</span>}
        {welcome.material && <span className="siyu-quiet">{t("welcome.withMaterial", { kind: t(`ui:materialKind.${welcome.material.kind}`), title: welcome.material.title })}</span>}
        {welcome.link && <Tooltip title={welcome.link.url}><span className="siyu-quiet">{t("welcome.withLink", { title: welcome.link.title })}</span></Tooltip>}
        <Flex gap={8} justify="space-between" align="center">
          <WriteBadge sync={welcome.sync} error={welcome.error} />
          <span>
            <Button type="link" size="small" disabled={!mayWrite} onClick={onEdit}>{t("edit")}</Button>
            <Button type="link" size="small" danger disabled={!mayWrite} onClick={ask}>{t("remove")}</Button>
          </span>
        </Flex>
      </Flex>
    </Card>
  );
}
