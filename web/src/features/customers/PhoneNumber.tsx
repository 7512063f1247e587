import { EyeOutlined } from "@ant-design/icons";
import { Button, Flex, Form, Input, Modal, Tooltip, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { useNotify } from "@/ui/useNotify";
import { useRevealPhone, type CustomerDetail } from "./api";

/** The masked number; showing it in full asks for a reason, which goes to the audit log. */
export function PhoneNumber({ customer }: { customer: CustomerDetail }) {
  const { t } = useTranslation("customers");
  const brand = useBrand();
  const notify = useNotify();
  const [asking, setAsking] = useState(false);
  const reveal = useRevealPhone(brand.code, customer.id);
  const allowed = brand.can["customers.reveal"] === true;
  if (!customer.phone) return <span>—</span>;
  if (reveal.data) return <Typography.Text copyable>{reveal.data.phone}</Typography.Text>;
  const submit = ({ reason }: { reason: string }) =>
    reveal.mutate(reason, { onSuccess: () => setAsking(false), onError: notify.failed });
  return (
    <Flex gap={4} align="center">
      <span className="siyu-number">{customer.phone}</span>
      <Tooltip title={allowed ? t("reveal.title") : t("ui:reason.noRight")}>
        <Button type="text" size="small" icon={<EyeOutlined />} aria-label={t("reveal.title")} disabled={!allowed} onClick={() => setAsking(true)} />
      </Tooltip>
      <Modal title={t("reveal.title")} open={asking} onCancel={() => setAsking(false)} footer={null} destroyOnHidden>
        <Form layout="vertical" onFinish={submit}>
          <Form.Item name="reason" label={t("reveal.reason")} extra={t("reveal.logged")} rules={[{ required: true, min: 2, message: t("reveal.reasonMissing") }]}>
            <Input.TextArea rows={2} maxLength={200} autoFocus />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={reveal.isPending}>
            {t("reveal.show")}
          </Button>
        </Form>
      </Modal>
    </Flex>
  );
}
