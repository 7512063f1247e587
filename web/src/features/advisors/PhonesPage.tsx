import { EyeOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Drawer, Flex, Form, Input, Modal, Tooltip, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { ListPage } from "@/ui/ListPage";
import type { Column } from "@/ui/ListTable";
import { RightButton } from "@/ui/RightButton";
import { useList } from "@/ui/useList";
import { showOnForm, useNotify } from "@/ui/useNotify";
import { listPhones, useAddPhone, useRevealSim, type Phone, type PhoneBody } from "./api";

/** The work phones and their SIM cards. */
export function PhonesPage() {
  const { t } = useTranslation("advisors");
  const brand = useBrand();
  const [adding, setAdding] = useState(false);
  const list = useList<Phone>({ key: [brand.code, "matrix", "phones", "list"], load: () => listPhones(brand.code) });
  const columns: Column<Phone>[] = [
    { key: "label", title: t("phone.label"), phone: "title", render: (each) => each.label },
    { key: "model", title: t("phone.model"), render: (each) => each.model || "—" },
    { key: "sim", title: t("phone.sim"), render: (each) => <Sim phone={each} /> },
    { key: "carrier", title: t("phone.carrier"), render: (each) => each.carrier || "—" },
    { key: "accounts", title: t("phone.accounts"), align: "right", render: (each) => t("phone.count", { count: each.accounts }) },
  ];
  return (
    <>
      <ListPage
        title={t("phones.title")}
        purpose={t("phones.purpose")}
        actions={<RightButton needs="matrix.write" type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>{t("phone.new")}</RightButton>}
        list={list}
        columns={columns}
        rowKey={(each) => each.id}
        empty={<EmptyState title={t("phones.empty")} hint={t("phones.emptyHint")} />}
      />
      {adding && <PhoneForm onDone={() => setAdding(false)} />}
    </>
  );
}

function PhoneForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("advisors");
  const brand = useBrand();
  const notify = useNotify();
  const [form] = Form.useForm<PhoneBody>();
  const add = useAddPhone(brand.code);
  const submit = (values: PhoneBody) =>
    add.mutate(values, {
      onSuccess: () => {
        notify.done(t("ui:saved"));
        onDone();
      },
      onError: (error) => void (!showOnForm(form, error) && notify.failed(error)),
    });
  const text = (name: "model" | "carrier" | "sim_number", label: string, extra?: string) => (
    <Form.Item name={name} label={label} {...(extra ? { extra } : {})} initialValue="">
      <Input maxLength={name === "sim_number" ? 32 : 64} autoComplete="off" />
    </Form.Item>
  );
  return (
    <Drawer open title={t("phone.new")} onClose={onDone} size={420}>
      <Form form={form} layout="vertical" onFinish={submit}>
        <Form.Item name="label" label={t("phone.label")} extra={t("phone.labelHint")} rules={[{ required: true, whitespace: true, message: t("ui:required", { name: t("phone.label") }) }]}>
          <Input maxLength={64} autoComplete="off" />
        </Form.Item>
        {text("model", t("phone.model"))}
        {text("sim_number", t("phone.sim"), t("phone.simHint"))}
        {text("carrier", t("phone.carrier"))}
        <Button type="primary" htmlType="submit" loading={add.isPending}>{t("ui:save")}</Button>
      </Form>
    </Drawer>
  );
}

/** The masked number; showing it in full asks for a reason, which goes to the audit log. */
function Sim({ phone }: { phone: Phone }) {
  const { t } = useTranslation("advisors");
  const brand = useBrand();
  const notify = useNotify();
  const [asking, setAsking] = useState(false);
  const reveal = useRevealSim(brand.code, phone.id);
  const allowed = brand.can["matrix.write"] === true;
  if (!phone.sim_masked) return <span>—</span>;
  if (reveal.data) return <Typography.Text copyable>{reveal.data.sim_number}</Typography.Text>;
  const submit = ({ reason }: { reason: string }) => reveal.mutate(reason, { onSuccess: () => setAsking(false), onError: notify.failed });
  return (
    <Flex gap={4} align="center">
      <span className="siyu-number">{phone.sim_masked}</span>
      <Tooltip title={allowed ? t("phone.reveal") : t("ui:reason.noRight")}>
        <Button type="text" size="small" icon={<EyeOutlined />} aria-label={t("phone.reveal")} disabled={!allowed} onClick={() => setAsking(true)} />
      </Tooltip>
      <Modal title={t("phone.reveal")} open={asking} onCancel={() => setAsking(false)} footer={null} destroyOnHidden>
        <Form layout="vertical" onFinish={submit}>
          <Form.Item name="reason" label={t("phone.reason")} extra={t("phone.logged")} rules={[{ required: true, min: 2, message: t("ui:required", { name: t("phone.reason") }) }]}>
            <Input.TextArea rows={2} maxLength={200} autoFocus />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={reveal.isPending}>{t("phone.show")}</Button>
        </Form>
      </Modal>
    </Flex>
  );
}
