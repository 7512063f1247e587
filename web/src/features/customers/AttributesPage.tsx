import { PlusOutlined } from "@ant-design/icons";
import { Button, Card, Form, Input, Modal, Select, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { Loaded } from "@/ui/Loaded";
import { RightButton } from "@/ui/RightButton";
import { PageHeader } from "@/ui/PageHeader";
import { usePhone } from "@/ui/usePhone";
import { showOnForm, useNotify } from "@/ui/useNotify";
import { useAttributes, useCreateAttribute, type Attribute, type NewAttribute as Values } from "./api";

const KINDS: Attribute["kind"][] = ["text", "number", "date", "datetime", "boolean"];

/** The brand's own attributes: which facts about a customer it keeps, and of what kind. */
export function AttributesPage() {
  const { t } = useTranslation("customers");
  const brand = useBrand();
  const attributes = useAttributes(brand.code);
  const phone = usePhone();
  const [adding, setAdding] = useState(false);
  const add = (
    <RightButton needs="settings.write" type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t("attributes.new")}
    </RightButton>
  );
  return (
    <div>
      <PageHeader title={t("attributes.title")} purpose={t("attributes.purpose")} actions={add} />
      <Loaded query={attributes}>
        {(items) => (
          <Card styles={{ body: { padding: 0 } }}>
            <Table
              rowKey="key"
              pagination={false}
              {...(phone ? {} : { scroll: { x: "max-content" } })}
              dataSource={items}
              locale={{ emptyText: <EmptyState title={t("attributes.empty")} hint={t("attributes.emptyHint")} /> }}
              columns={[
                { title: t("attributes.name"), render: (_: unknown, each) => <Named attribute={each} withKey={phone} /> },
                ...(phone ? [] : [{ title: t("attributes.key"), render: (_: unknown, each: Attribute) => <code>{each.key}</code> }]),
                { title: t("attributes.kind"), render: (_: unknown, each) => t(`attributes.kinds.${each.kind}`) },
                { title: t("attributes.indexed"), render: (_: unknown, each) => (each.indexed ? t("ui:yes") : t("ui:no")) },
              ]}
            />
          </Card>
        )}
      </Loaded>
      {adding && <NewAttribute onClose={() => setAdding(false)} />}
    </div>
  );
}

function Named({ attribute, withKey }: { attribute: Attribute; withKey: boolean }) {
  return (
    <>
      {attribute.label || attribute.key}
      {withKey && <div className="siyu-quiet">{attribute.key}</div>}
    </>
  );
}

function NewAttribute({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("customers");
  const brand = useBrand();
  const notify = useNotify();
  const create = useCreateAttribute(brand.code);
  const [form] = Form.useForm<Values>();
  const submit = (values: Values) =>
    create.mutate(values, {
      onSuccess: () => {
        notify.done(t("ui:saved"));
        onClose();
      },
      onError: (error) => !showOnForm(form, error) && notify.failed(error),
    });
  const required = (name: string) => [{ required: true, message: t("ui:required", { name }) }];
  return (
    <Modal open title={t("attributes.new")} onCancel={onClose} footer={null} destroyOnHidden>
      <Form form={form} layout="vertical" initialValues={{ kind: "text" }} onFinish={submit}>
        <Form.Item name="label" label={t("attributes.name")} rules={required(t("attributes.name"))}>
          <Input maxLength={60} autoFocus placeholder={t("attributes.nameExample")} />
        </Form.Item>
        <Form.Item
          name="key"
          label={t("attributes.key")}
          extra={t("attributes.keyHint")}
          rules={[...required(t("attributes.key")), { pattern: /^[a-z][a-z0-9_]{0,39}$/, message: t("attributes.keyHint") }]}
        >
          <Input maxLength={40} placeholder="family_size" />
        </Form.Item>
        <Form.Item name="kind" label={t("attributes.kind")}>
          <Select options={KINDS.map((kind) => ({ value: kind, label: t(`attributes.kinds.${kind}`) }))} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={create.isPending}>
          {t("ui:save")}
        </Button>
      </Form>
    </Modal>
  );
}
