import { Alert, Button, Checkbox, Form, Input, Modal, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { showOnForm, useNotify } from "@/ui/useNotify";
import { useCreateApiKey } from "./api";
import { KEY_PERMISSIONS, usePermissionName } from "./permissions";

interface Values {
  name: string;
  permissions: string[];
}

/** Makes a key and shows it once; afterwards only its first letters are known. */
export function NewApiKey({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("tenancy");
  const brand = useBrand();
  const notify = useNotify();
  const permissionName = usePermissionName();
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
                {create.data.secret}
              </Typography.Paragraph>
              <Button type="primary" onClick={onClose}>
                {t("keys.kept")}
              </Button>
            </div>
          }
        />
      ) : (
        <Form form={form} layout="vertical" initialValues={{ permissions: ["events.write"] }} onFinish={submit}>
          <Form.Item name="name" label={t("keys.name")} rules={[{ required: true, message: t("ui:required", { name: t("keys.name") }) }]}>
            <Input maxLength={60} autoFocus placeholder={t("keys.nameExample")} />
          </Form.Item>
          <Form.Item name="permissions" label={t("keys.scopes")} rules={[{ required: true, message: t("keys.scopeMissing") }]}>
            <Checkbox.Group className="siyu-choices" options={KEY_PERMISSIONS.map((value) => ({ value, label: permissionName(value) }))} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={create.isPending}>
            {t("keys.make")}
          </Button>
        </Form>
      )}
    </Modal>
  );
}
