import { Alert, Modal, Typography } from "antd";
import { useTranslation } from "react-i18next";

/** A write key, shown this once, with the line that puts it to use. */
export function KeyOnce({ writeKey, onClose }: { writeKey: string; onClose: () => void }) {
  const { t } = useTranslation("events");
  const example = `analytics.write_key = "${writeKey}"\nanalytics.host = "${globalThis.location.origin}"`;
  return (
    <Modal open title={t("once.title")} onOk={onClose} onCancel={onClose} okText={t("once.kept")} cancelButtonProps={{ hidden: true }} mask={{ closable: false }}>
      <Alert type="warning" showIcon title={t("once.warning")} />
      <Typography.Paragraph copyable={{ text: writeKey }} className="siyu-once">
        <code>{writeKey}</code>
      </Typography.Paragraph>
      <Typography.Paragraph type="secondary">{t("once.use")}</Typography.Paragraph>
      <pre className="siyu-code">{example}</pre>
    </Modal>
  );
}
