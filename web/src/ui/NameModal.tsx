import { Button, Form, Input, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { showOnForm, useNotify } from "./useNotify";

interface Props {
  title: string;
  label: string;
  initial?: string;
  extra?: string;
  busy: boolean;
  onClose: () => void;
  onSubmit: (name: string) => Promise<unknown>;
}

/** The smallest form there is: one name. Used for groups, tags and the like. */
export function NameModal({ title, label, initial = "", extra, busy, onClose, onSubmit }: Props) {
  const { t } = useTranslation("ui");
  const notify = useNotify();
  const [form] = Form.useForm<{ name: string }>();
  const submit = ({ name }: { name: string }) =>
    onSubmit(name.trim()).then(onClose, (error: unknown) => {
      if (!showOnForm(form, error)) notify.failed(error);
    });
  return (
    <Modal open title={title} onCancel={onClose} footer={null} destroyOnHidden>
      <Form form={form} layout="vertical" initialValues={{ name: initial }} onFinish={(values) => void submit(values)}>
        <Form.Item name="name" label={label} extra={extra} rules={[{ required: true, whitespace: true, message: t("required", { name: label }) }]}>
          <Input maxLength={60} autoFocus />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={busy}>
          {t("save")}
        </Button>
      </Form>
    </Modal>
  );
}
