import { Alert, Button, Card, Flex, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { ErrorState } from "@/ui/ErrorState";
import { NameModal } from "@/ui/NameModal";
import { useNotify } from "@/ui/useNotify";
import { useKeepMapping, useSaveMapping, useStart, type ImportDetail, type Mapping } from "./api";
import { MappingOptions } from "./MappingOptions";
import { MappingTable } from "./MappingTable";
import { SavedMappings } from "./SavedMappings";

/** Left: which column means what, already guessed. Right: the few questions a file cannot answer, and the start. */
export function MappingEditor({ data }: { data: ImportDetail }) {
  const { t } = useTranslation("imports");
  const brand = useBrand();
  const notify = useNotify();
  const [mapping, setMapping] = useState<Mapping>(data.mapping);
  const [naming, setNaming] = useState(false);
  const save = useSaveMapping(brand.code, data.id);
  const start = useStart(brand.code, data.id);
  const keep = useKeepMapping(brand.code);
  const startable = data.file_kept && brand.can["imports.write"] === true;
  const used = Object.values(mapping.columns).filter(Boolean).length;
  const begin = () => save.mutate(mapping, { onSuccess: () => start.mutate(undefined) });
  const problem = save.error ?? start.error;
  return (
    <div className="siyu-import">
      <Card title={t("mapping.title")} extra={<SavedMappings kind={data.kind} onPick={setMapping} />}>
        <Typography.Paragraph type="secondary">{t("mapping.hint")}</Typography.Paragraph>
        <MappingTable data={data} mapping={mapping} onChange={setMapping} />
      </Card>
      <Card title={t("mapping.options")}>
        <Flex vertical gap={16}>
          <MappingOptions mapping={mapping} onChange={setMapping} />
          {!data.file_kept && <Alert type="warning" showIcon title={t("mapping.fileGone")} />}
          {used === 0 && <Alert type="warning" showIcon title={t("mapping.nothing")} />}
          {problem && <ErrorState error={problem} />}
          <Typography.Text type="secondary">{t("mapping.promise", { count: used })}</Typography.Text>
          <Flex gap={8} wrap>
            <Button type="primary" disabled={used === 0 || !startable} loading={save.isPending || start.isPending} onClick={begin}>
              {t("mapping.start")}
            </Button>
            <Button onClick={() => setNaming(true)}>{t("mapping.keep")}</Button>
          </Flex>
        </Flex>
      </Card>
      {naming && (
        <NameModal
          title={t("mapping.keep")}
          label={t("mapping.name")}
          extra={t("mapping.nameHint")}
          busy={keep.isPending}
          onClose={() => setNaming(false)}
          onSubmit={(name) => keep.mutateAsync({ name, mapping }).then(() => notify.done(t("ui:saved")))}
        />
      )}
    </div>
  );
}
