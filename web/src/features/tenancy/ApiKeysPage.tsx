import { PlusOutlined } from "@ant-design/icons";
import { App, Button, Flex, Tag, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { ListPage } from "@/ui/ListPage";
import type { Column } from "@/ui/ListTable";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { useNotify } from "@/ui/useNotify";
import { listApiKeys, useRevokeApiKey, type ApiKey } from "./api";
import { NewApiKey } from "./NewApiKey";
import { usePermissionName } from "./permissions";

export function ApiKeysPage() {
  const { t } = useTranslation("tenancy");
  const brand = useBrand();
  const [adding, setAdding] = useState(false);
  const list = useList<ApiKey>({ key: [brand.code, "api-keys"], load: () => listApiKeys(brand.code) });
  const mayManage = brand.can["settings.write"] === true;
  const add = (
    <Tooltip title={mayManage ? "" : t("ui:reason.noRight")}>
      <Button type="primary" icon={<PlusOutlined />} disabled={!mayManage} onClick={() => setAdding(true)}>
        {t("keys.new")}
      </Button>
    </Tooltip>
  );
  return (
    <>
      <ListPage
        title={t("keys.title")}
        purpose={t("keys.purpose")}
        actions={add}
        list={list}
        columns={useColumns(mayManage)}
        rowKey={(each) => each.id}
        empty={<EmptyState title={t("keys.empty")} hint={t("keys.emptyHint")} />}
      />
      {adding && <NewApiKey onClose={() => setAdding(false)} />}
    </>
  );
}

function useColumns(mayManage: boolean): Column<ApiKey>[] {
  const { t } = useTranslation("tenancy");
  const name = usePermissionName();
  return [
    { key: "name", title: t("keys.name"), phone: "title", render: (each) => each.name },
    { key: "prefix", title: t("keys.prefix"), render: (each) => <code>{each.prefix}…</code> },
    {
      key: "scopes",
      title: t("keys.scopes"),
      render: (each) => <Flex gap={4} wrap>{each.permissions.map((permission) => <Tag key={permission}>{name(permission)}</Tag>)}</Flex>,
    },
    { key: "created", title: t("keys.created"), render: (each) => <TimeText atMs={each.created_at_ms} /> },
    { key: "used", title: t("keys.used"), render: (each) => <TimeText atMs={each.last_used_at_ms} /> },
    { key: "revoke", title: "", phone: "corner", render: (each) => (each.revoked_at_ms ? <Tag>{t("keys.revoked")}</Tag> : <Revoke apiKey={each} allowed={mayManage} />) },
  ];
}

function Revoke({ apiKey, allowed }: { apiKey: ApiKey; allowed: boolean }) {
  const { t } = useTranslation("tenancy");
  const brand = useBrand();
  const notify = useNotify();
  const { modal } = App.useApp();
  const revoke = useRevokeApiKey(brand.code);
  const ask = () =>
    modal.confirm({
      title: t("keys.revokeTitle", { name: apiKey.name }),
      content: t("keys.revokeHint"),
      okText: t("keys.revoke"),
      cancelText: t("ui:cancel"),
      okButtonProps: { danger: true },
      onOk: () => revoke.mutateAsync(apiKey.id).then(() => notify.done(t("keys.revoked")), notify.failed),
    });
  return (
    <Button type="link" danger size="small" disabled={!allowed} onClick={ask}>
      {t("keys.revoke")}
    </Button>
  );
}
