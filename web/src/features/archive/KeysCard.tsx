import { Alert, Card, Form, Input, InputNumber, Table, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { RightButton } from "@/ui/RightButton";
import { TimeText } from "@/ui/TimeText";
import { showOnForm, useNotify } from "@/ui/useNotify";
import { useAddKey, useKeys } from "./api";

/** The key pairs, public side only; a new one is made here and its public key pasted into WeCom. */
export function KeysCard() {
  const { t } = useTranslation("archive");
  const brand = useBrand();
  const notify = useNotify();
  const [form] = Form.useForm<{ version: number; private_key: string }>();
  const allowed = brand.can["settings.write"] === true;
  const keys = useKeys(brand.code, allowed);
  const add = useAddKey(brand.code);
  const [pem, setPem] = useState("");
  const rows = keys.data ?? [];
  const submit = (body: { version: number; private_key?: string }) =>
    add.mutate(
      { version: body.version, private_key: body.private_key ?? "" },
      {
        onSuccess: (made) => {
          setPem(made.public_pem);
          form.setFieldsValue({ private_key: "", version: made.version + 1 });
        },
        onError: (error) => void (!showOnForm(form, error) && notify.failed(error)),
      },
    );
  return (
    <Card title={t("keys.title")}>
      <p className="siyu-quiet siyu-first">{t("keys.hint")}</p>
      {pem && <Alert type="success" showIcon title={t("keys.made")} description={<Typography.Text copyable className="arc-pem">{pem}</Typography.Text>} />}
      {rows.length > 0 && (
        <Table
          size="small"
          rowKey={(row) => row.version}
          dataSource={rows}
          pagination={false}
          scroll={{ x: "max-content" }}
          columns={[
            { key: "version", title: t("keys.version"), render: (_, row) => row.version },
            { key: "fingerprint", title: t("keys.fingerprint"), render: (_, row) => <code>{row.fingerprint}</code> },
            { key: "public", title: t("keys.public"), render: (_, row) => <Typography.Text copyable={{ text: row.public_pem, tooltips: [t("keys.copy"), t("keys.copied")] }}>{t("keys.copy")}</Typography.Text> },
            { key: "at", title: t("keys.at"), render: (_, row) => <TimeText atMs={row.created_at_ms} /> },
          ]}
        />
      )}
      <Form key={rows[0]?.version ?? 0} form={form} layout="vertical" disabled={!allowed} initialValues={{ version: (rows[0]?.version ?? 0) + 1 }} onFinish={submit}>
        <Form.Item name="version" label={t("keys.version")} extra={t("keys.versionHint")} rules={[{ required: true, message: t("ui:required", { name: t("keys.version") }) }]}>
          <InputNumber min={1} precision={0} />
        </Form.Item>
        <Form.Item name="private_key" label={t("keys.private")} extra={t("keys.privateHint")}>
          <Input.TextArea rows={2} autoComplete="off" spellCheck={false} />
        </Form.Item>
        <RightButton needs="settings.write" htmlType="submit" loading={add.isPending}>
          {t("keys.add")}
        </RightButton>
      </Form>
    </Card>
  );
}
