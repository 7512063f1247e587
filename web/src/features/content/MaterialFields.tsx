import { AutoComplete, Button, Form, Input, Segmented, Upload } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { COVERED_KINDS, FILE_KINDS, KINDS, useCategories, type Kind, type Material } from "./api";

export interface MaterialValues {
  kind: Kind;
  title: string;
  category?: string;
  [field: string]: string | undefined;
}

const TITLE_MAX = 60;
const PICTURES = "image/jpeg,image/png";
const ACCEPTED: Partial<Record<Kind, string>> = { image: PICTURES, video: "video/mp4", link: PICTURES, miniprogram: PICTURES };
const FIELDS: Partial<Record<Kind, { name: string; required: boolean }[]>> = {
  text: [{ name: "text", required: true }],
  link: [
    { name: "url", required: true },
    { name: "description", required: false },
    { name: "image_url", required: false },
  ],
  miniprogram: [
    { name: "appid", required: true },
    { name: "page", required: true },
    { name: "image_url", required: true },
  ],
};

/** The fields of the chosen kind; the kind of a stored material stays. */
export function MaterialFields({ held, file, onFile }: { held: Material | null; file: File | null; onFile: (file: File | null) => void }) {
  const { t } = useTranslation("content");
  const brand = useBrand();
  const categories = useCategories(brand.code);
  const kind = (Form.useWatch("kind") as Kind | undefined) ?? held?.kind ?? "text";
  const rules = (name: string, required: boolean) => (required ? [{ required: true, message: t("ui:required", { name }) }] : []);
  return (
    <>
      <Form.Item name="kind" label={t("field.kind")}>
        <Segmented disabled={held !== null} options={KINDS.map((each) => ({ value: each, label: t(`kind.${each}`) }))} />
      </Form.Item>
      <Form.Item name="title" label={t("field.title")} rules={rules(t("field.title"), !FILE_KINDS.includes(kind))}>
        <Input maxLength={TITLE_MAX} />
      </Form.Item>
      {FIELDS[kind]?.map(({ name, required }) => (
        <Form.Item key={name} name={name} label={t(`field.${name}`)} rules={rules(t(`field.${name}`), required)}>
          {name === "text" || name === "description" ? <Input.TextArea autoSize={{ minRows: name === "text" ? 4 : 2 }} /> : <Input />}
        </Form.Item>
      ))}
      {[...FILE_KINDS, ...COVERED_KINDS].includes(kind) && (
        <Form.Item label={t(FILE_KINDS.includes(kind) ? "field.file" : "field.cover")} extra={t(`limits.${kind}`)} required={FILE_KINDS.includes(kind)}>
          <Upload
            accept={ACCEPTED[kind] ?? ""}
            maxCount={1}
            beforeUpload={(chosen) => {
              onFile(chosen);
              return false;
            }}
            onRemove={() => onFile(null)}
            fileList={file ? [{ uid: "1", name: file.name, size: file.size }] : []}
          >
            <Button>{held?.file ? t("materials.replace") : t("materials.choose")}</Button>
          </Upload>
        </Form.Item>
      )}
      <Form.Item name="category" label={t("field.category")} extra={t("field.categoryHint")}>
        <AutoComplete options={(categories.data?.materials ?? []).map((value) => ({ value }))} maxLength={30} />
      </Form.Item>
    </>
  );
}
