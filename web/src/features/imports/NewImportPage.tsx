import { InboxOutlined } from "@ant-design/icons";
import { Card, Flex, Progress, Segmented, Typography, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useBrand } from "@/api/session";
import { ErrorState } from "@/ui/ErrorState";
import { PageHeader } from "@/ui/PageHeader";
import { paths } from "@/ui/paths";
import { useUrlState } from "@/ui/useUrlState";
import { useUpload, type Kind } from "./api";

const KINDS: Kind[] = ["customers", "orders", "events"];
const ACCEPTED = ".csv,.tsv,.txt,.xlsx,.parquet";

/** Step one of an import: what it is, and the file. */
export function NewImportPage() {
  const { t } = useTranslation("imports");
  const brand = useBrand();
  const navigate = useNavigate();
  const [kind, setKind] = useUrlState("kind", "customers");
  const [share, setShare] = useState(0);
  const send = useUpload(brand.code);
  const take = (file: File) => {
    setShare(0);
    send.mutate(
      { file, kind: kind as Kind, onProgress: setShare },
      { onSuccess: ({ id }) => void navigate(paths.importRun(brand.code, id), { replace: true }) },
    );
    return false;
  };
  return (
    <div>
      <PageHeader title={t("new.title")} purpose={t("new.purpose")} back={{ to: paths.imports(brand.code), label: t("list.title") }} />
      <Card>
        <Flex vertical gap={16}>
          <div className="siyu-scroll">
            <Segmented value={kind} onChange={setKind} options={KINDS.map((each) => ({ value: each, label: t(`kind.${each}`) }))} />
          </div>
          <Typography.Text type="secondary">{t(`kindHint.${kind}`)}</Typography.Text>
          {brand.can["imports.write"] !== true && <Typography.Text type="warning">{t("ui:reason.noRight")}</Typography.Text>}
          {send.isError && <ErrorState error={send.error} />}
          <Upload.Dragger accept={ACCEPTED} beforeUpload={take} showUploadList={false} disabled={send.isPending || brand.can["imports.write"] !== true}>
            <p className="ant-upload-drag-icon">
              <InboxOutlined />
            </p>
            <p>{t("new.drop")}</p>
            <p className="siyu-quiet">{t("new.formats")}</p>
          </Upload.Dragger>
          {send.isPending && (
            <div>
              <Progress percent={Math.round(share * 100)} />
              <Typography.Text type="secondary">{share < 1 ? t("new.sending") : t("new.reading")}</Typography.Text>
            </div>
          )}
          <Typography.Text type="secondary">{t("new.safe")}</Typography.Text>
        </Flex>
      </Card>
    </div>
  );
}
