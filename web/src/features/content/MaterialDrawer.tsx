import { Button, Drawer, Flex, Form } from "antd";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { RightButton } from "@/ui/RightButton";
import { showOnForm, useNotify } from "@/ui/useNotify";
import { fileOf, useArchiveMaterial, useSaveMaterial, type Material, type MaterialDraft } from "./api";
import { MaterialFields, type MaterialValues } from "./MaterialFields";
import { PhoneBubble } from "./PhoneBubble";

/** Edit on the left, what the customer sees on the right. */
export function MaterialDrawer({ held, onClose }: { held: Material | null; onClose: () => void }) {
  const { t } = useTranslation("content");
  const brand = useBrand();
  const notify = useNotify();
  const [form] = Form.useForm<MaterialValues>();
  const [file, setFile] = useState<File | null>(null);
  const save = useSaveMaterial(brand.code, held);
  const mayWrite = brand.can["content.write"] === true;
  const submit = (values: MaterialValues) =>
    save.mutate(draftOf(values, file), {
      onSuccess: () => {
        notify.done(t("ui:saved"));
        onClose();
      },
      onError: (error) => void (!showOnForm(form, error) && notify.failed(error)),
    });
  const initial: MaterialValues = held ? { kind: held.kind, title: held.title, category: held.category, ...held.body } : { kind: "text", title: "", category: "" };
  return (
    <Drawer open title={held ? t("materials.edit") : t("materials.new")} onClose={onClose} size={760}>
      <div className="content-edit">
        <Form form={form} layout="vertical" disabled={!mayWrite} initialValues={initial} onFinish={submit}>
          <MaterialFields held={held} file={file} onFile={setFile} />
          <Flex gap={8}>
            <Button type="primary" htmlType="submit" loading={save.isPending}>
              {t("ui:save")}
            </Button>
            {held && <Archive held={held} onDone={onClose} />}
          </Flex>
        </Form>
        <Preview form={form} held={held} file={file} />
      </div>
    </Drawer>
  );
}

function draftOf({ kind, title, category, ...body }: MaterialValues, file: File | null): MaterialDraft {
  const words = Object.fromEntries(Object.entries(body).filter((pair): pair is [string, string] => typeof pair[1] === "string" && pair[1] !== ""));
  return { kind, title, category: category ?? "", body: words, file };
}

function Preview({ form, held, file }: { form: ReturnType<typeof Form.useForm<MaterialValues>>[0]; held: Material | null; file: File | null }) {
  const brand = useBrand();
  const values = Form.useWatch([], form) as MaterialValues | undefined;
  const local = useMemo(() => (file ? URL.createObjectURL(file) : ""), [file]);
  useEffect(() => () => URL.revokeObjectURL(local), [local]);
  if (!values) return <PhoneBubble />;
  const { kind, title, ...body } = values;
  const stored = held?.file ? fileOf(brand.code, held) : "";
  return <PhoneBubble shown={{ kind, title: title ?? "", body, address: file ? local : stored, fileName: file?.name ?? held?.file?.name ?? "", fileBytes: file?.size ?? held?.file?.size_bytes ?? 0 }} />;
}

function Archive({ held, onDone }: { held: Material; onDone: () => void }) {
  const { t } = useTranslation("content");
  const brand = useBrand();
  const notify = useNotify();
  const archive = useArchiveMaterial(brand.code);
  const run = () => archive.mutate({ id: held.id, archived: !held.archived }, { onSuccess: onDone, onError: notify.failed });
  return (
    <RightButton needs="content.write" loading={archive.isPending} onClick={run}>
      {held.archived ? t("archived.restore") : t("archived.archive")}
    </RightButton>
  );
}
