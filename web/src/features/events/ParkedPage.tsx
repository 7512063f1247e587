import { Alert, Button, Drawer, Flex, Input, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { ListPage } from "@/ui/ListPage";
import type { Column } from "@/ui/ListTable";
import { TimeText } from "@/ui/TimeText";
import { useList } from "@/ui/useList";
import { useNotify } from "@/ui/useNotify";
import { listParked, useDismiss, useRequeue, type Parked } from "./api";
import { readMessage } from "./message";

/** Reported events that could not be understood, kept until someone puts them right or lets them go. */
export function ParkedPage() {
  const { t } = useTranslation("events");
  const brand = useBrand();
  const [open, setOpen] = useState<Parked | null>(null);
  const list = useList<Parked>({ key: [brand.code, "parked-events"], load: (query) => listParked(brand.code, query) });
  const columns: Column<Parked>[] = [
    { key: "reason", title: t("parked.reason"), phone: "title", render: (each) => each.reason },
    { key: "field", title: t("parked.field"), render: (each) => <code>{each.field || "—"}</code> },
    { key: "received", title: t("parked.received"), render: (each) => <TimeText atMs={each.received_at_ms} as="time" /> },
    { key: "parked", title: t("parked.at"), phone: "hide", render: (each) => <TimeText atMs={each.parked_at_ms} /> },
  ];
  return (
    <>
      <ListPage
        title={t("parked.title")}
        purpose={t("parked.purpose")}
        list={list}
        columns={columns}
        rowKey={(each) => each.id}
        onRow={setOpen}
        empty={<EmptyState title={t("parked.empty")} hint={t("parked.emptyHint")} />}
      />
      {open && <PutRight key={open.id} parked={open} onClose={() => setOpen(null)} />}
    </>
  );
}

function PutRight({ parked, onClose }: { parked: Parked; onClose: () => void }) {
  const { t } = useTranslation("events");
  const brand = useBrand();
  const notify = useNotify();
  const requeue = useRequeue(brand.code);
  const dismiss = useDismiss(brand.code);
  const [text, setText] = useState(() => (typeof parked.message === "string" ? parked.message : JSON.stringify(parked.message, null, 2)));
  const message = readMessage(text);
  const mayWrite = brand.can["events.write"] === true;
  const after = (words: string) => ({
    onSuccess: () => {
      notify.done(words);
      onClose();
    },
    onError: notify.failed,
  });
  return (
    <Drawer open title={t("parked.open")} onClose={onClose} size={560}>
      <Flex vertical gap={16}>
        <Alert type="warning" showIcon title={parked.reason} description={parked.field && t("parked.at_field", { field: parked.field })} />
        <Input.TextArea value={text} onChange={(event) => setText(event.target.value)} autoSize={{ minRows: 8, maxRows: 24 }} className="siyu-code" aria-label={t("parked.message")} />
        {!message && <Typography.Text type="danger">{t("parked.notJson")}</Typography.Text>}
        <Flex gap={8} wrap>
          <Button type="primary" disabled={!message || !mayWrite} loading={requeue.isPending} onClick={() => requeue.mutate({ id: parked.id, message }, after(t("parked.queued")))}>
            {t("parked.requeue")}
          </Button>
          <Button danger disabled={!mayWrite} loading={dismiss.isPending} onClick={() => dismiss.mutate(parked.id, after(t("parked.dismissed")))}>
            {t("parked.dismiss")}
          </Button>
        </Flex>
        <Typography.Text type="secondary">{t("parked.safe")}</Typography.Text>
      </Flex>
    </Drawer>
  );
}
