import { Alert, Button, Checkbox, Form, Input, Modal, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { showOnForm, useNotify } from "@/ui/useNotify";
import { useCreateApiKey } from "./api";

export const SCOPES = ["track", "read", "write"];

interface Values {
  name: string;
  scopes: string[];
}

/** Makes a key and shows it once; afterwards only its first letters are known. */
export function NewApiKey({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("tenancy");
  const brand = useBrand();
  const notify = useNotify();
  const create = useCreateApiKey(brand.code);
  const [form] = Form.useForm<Values>();
  const submit = (values: Values) =>
    create.mutate(values, { onError: (error) => !showOnForm(form, error) && notify.failed(error) });
  return (
    <Modal open title={t("keys.new")} onCancel={onClose} footer={null} destroyOnHidden mask={{ closable: !create.data }}>
      {create.data ? (
        <Alert
          type="warning"
          showIcon
          title={t("keys.once")}
          description={
            <div>
              <Typography.Paragraph copyable code>
                {create.data.key}
              </Typography.Paragraph>
              <Button type="primary" onClick={onClose}>
                {t("keys.kept")}
              </Button>
            </div>
          }
        />
      ) : (
        <Form form={form} layout="vertical" initialValues={{ scopes: ["track"] }} onFinish={submit}>
          <Form.Item name="name" label={t("keys.name")} rules={[{ required: true, message: t("ui:required", { name: t("keys.name") }) }]}>
            <Input maxLength={60} autoFocus placeholder={t("keys.nameExample")} />
          </Form.Item>
          <Form.Item name="scopes" label={t("keys.scopes")} rules={[{ required: true, message: t("keys.scopeMissing") }]}>
            <Checkbox.Group className="siyu-choices" options={SCOPES.map((scope) => ({ value: scope, label: t(`keys.scope.${scope}`) }))} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={create.isPending}>
            {t("keys.make")}
          </Button>
        </Form>
      )}
    </Modal>
  );
}
