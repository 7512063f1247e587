import { PlusOutlined } from "@ant-design/icons";
import { App, Button, Flex, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { ListPage } from "@/ui/ListPage";
import type { Column } from "@/ui/ListTable";
import { NameModal } from "@/ui/NameModal";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { useNotify } from "@/ui/useNotify";
import { listSources, useCloseSource, useCreateSource, useRotateKey, type Source } from "./api";
import { KeyOnce } from "./KeyOnce";

/** Sites, mini-programs and apps that report behaviour, each with its own write key. */
export function SourcesPage() {
  const { t } = useTranslation("events");
  const brand = useBrand();
  const [adding, setAdding] = useState(false);
  const [key, setKey] = useState<string | null>(null);
  const create = useCreateSource(brand.code);
  const list = useList<Source>({ key: [brand.code, "sources"], load: () => listSources(brand.code) });
  const mayWrite = brand.can["events.write"] === true;
  const add = (
    <Button type="primary" icon={<PlusOutlined />} disabled={!mayWrite} title={mayWrite ? "" : t("ui:reason.noRight")} onClick={() => setAdding(true)}>
      {t("sources.new")}
    </Button>
  );
  return (
    <>
      <ListPage
        title={t("sources.title")}
        purpose={t("sources.purpose")}
        actions={add}
        list={list}
        columns={useColumns(mayWrite, setKey)}
        rowKey={(each) => each.id}
        empty={<EmptyState title={t("sources.empty")} hint={t("sources.emptyHint")} />}
      />
      {adding && (
        <NameModal
          title={t("sources.new")}
          label={t("sources.name")}
          extra={t("sources.nameHint")}
          busy={create.isPending}
          onClose={() => setAdding(false)}
          onSubmit={(name) => create.mutateAsync(name).then((made) => setKey(made.write_key))}
        />
      )}
      {key && <KeyOnce writeKey={key} onClose={() => setKey(null)} />}
    </>
  );
}

function useColumns(mayWrite: boolean, onKey: (key: string) => void): Column<Source>[] {
  const { t } = useTranslation("events");
  return [
    { key: "name", title: t("sources.name"), phone: "title", render: (each) => each.name },
    { key: "hint", title: t("sources.key"), render: (each) => <code>…{each.key_hint}</code> },
    {
      key: "state",
      title: t("sources.state"),
      phone: "corner",
      render: (each) => <Tag color={each.closed_at_ms ? "default" : "success"}>{each.closed_at_ms ? t("sources.closed") : t("sources.open")}</Tag>,
    },
    { key: "created", title: t("sources.created"), render: (each) => <TimeText atMs={each.created_at_ms} /> },
    { key: "rotated", title: t("sources.rotated"), render: (each) => <TimeText atMs={each.rotated_at_ms} /> },
    { key: "actions", title: "", render: (each) => <Actions source={each} mayWrite={mayWrite} onKey={onKey} /> },
  ];
}

interface ActionProps {
  source: Source;
  mayWrite: boolean;
  onKey: (key: string) => void;
}

function Actions({ source, mayWrite, onKey }: ActionProps) {
  const { t } = useTranslation("events");
  const brand = useBrand();
  const notify = useNotify();
  const { modal } = App.useApp();
  const rotate = useRotateKey(brand.code);
  const close = useCloseSource(brand.code);
  const ask = (what: "rotate" | "close", run: () => Promise<unknown>) =>
    modal.confirm({
      title: t(`sources.${what}Title`, { name: source.name }),
      content: t(`sources.${what}Hint`),
      okText: t(`sources.${what}`),
      cancelText: t("ui:cancel"),
      onOk: () => run().catch(notify.failed),
    });
  const renew = () => rotate.mutateAsync(source.id).then((made) => onKey(made.write_key));
  return (
    <Flex gap={8}>
      <Button type="link" size="small" disabled={!mayWrite} onClick={() => ask("rotate", renew)}>
        {t("sources.rotate")}
      </Button>
      {!source.closed_at_ms && (
        <Button type="link" danger size="small" disabled={!mayWrite} onClick={() => ask("close", () => close.mutateAsync(source.id))}>
          {t("sources.close")}
        </Button>
      )}
    </Flex>
  );
}
