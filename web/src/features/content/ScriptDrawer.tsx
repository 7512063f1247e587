import { Button, Drawer, Flex, Form, Input, Select, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { RightButton } from "@/ui/RightButton";
import { showOnForm, useNotify } from "@/ui/useNotify";
import { STAGES, useArchiveScript, useMaterialChoices, useSaveScript, useVariables, type Script, type ScriptBody } from "./api";
import { PhoneBubble } from "./PhoneBubble";

const TEXT_MAX = 1000;

/** The words on the left, the filled bubble on the right. */
export function ScriptDrawer({ held, onClose }: { held: Script | null; onClose: () => void }) {
  const { t } = useTranslation("content");
  const brand = useBrand();
  const notify = useNotify();
  const [form] = Form.useForm<ScriptBody>();
  const save = useSaveScript(brand.code, held);
  const archive = useArchiveScript(brand.code);
  const mayWrite = brand.can["content.write"] === true;
  const text = (Form.useWatch("text", form) as string | undefined) ?? held?.text ?? "";
  const variables = useVariables(brand.code);
  const filled = (variables.data ?? []).reduce((words, each) => words.replaceAll(`{${each.name}}`, each.fallback), text);
  const submit = (body: ScriptBody) =>
    save.mutate(
      { ...body, material_id: body.material_id ?? null },
      {
        onSuccess: () => {
          notify.done(t("ui:saved"));
          onClose();
        },
        onError: (error) => void (!showOnForm(form, error) && notify.failed(error)),
      },
    );
  return (
    <Drawer open title={held ? t("scripts.edit") : t("scripts.new")} onClose={onClose} size={760}>
      <div className="content-edit">
        <Form form={form} layout="vertical" disabled={!mayWrite} initialValues={held ?? { stage: "any" }} onFinish={submit}>
          <Fields held={held} variables={variables.data ?? []} onVariable={(name) => form.setFieldValue("text", `${text}{${name}}`)} />
          <Flex gap={8}>
            <Button type="primary" htmlType="submit" loading={save.isPending}>
              {t("ui:save")}
            </Button>
            {held && (
              <RightButton
                needs="content.write"
                loading={archive.isPending}
                onClick={() => archive.mutate({ id: held.id, archived: !held.archived }, { onSuccess: onClose, onError: notify.failed })}
              >
                {held.archived ? t("archived.restore") : t("archived.archive")}
              </RightButton>
            )}
          </Flex>
        </Form>
        <PhoneBubble text={filled} />
      </div>
    </Drawer>
  );
}

interface FieldsProps {
  held: Script | null;
  variables: { name: string; meaning: string }[];
  onVariable: (name: string) => void;
}

function Fields({ held, variables, onVariable }: FieldsProps) {
  const { t } = useTranslation("content");
  const brand = useBrand();
  const [words, setWords] = useState("");
  const choices = useMaterialChoices(brand.code, words);
  const options = (choices.data?.items ?? []).map((each) => ({ value: each.id, label: `${t(`kind.${each.kind}`)} · ${each.title}` }));
  const own = held?.material;
  const all = own && !options.some((each) => each.value === own.id) ? [{ value: own.id, label: own.title }, ...options] : options;
  const required = (name: string) => [{ required: true, message: t("ui:required", { name }) }];
  return (
    <>
      <Form.Item name="title" label={t("field.title")} rules={required(t("field.title"))}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="text" label={t("field.text")} rules={required(t("field.text"))}>
        <Input.TextArea autoSize={{ minRows: 4 }} maxLength={TEXT_MAX} showCount />
      </Form.Item>
      <Flex gap={4} wrap className="siyu-once">
        {variables.map((each) => (
          <Tooltip key={each.name} title={each.meaning}>
            <Button size="small" onClick={() => onVariable(each.name)}>{`{${each.name}}`}</Button>
          </Tooltip>
        ))}
      </Flex>
      <Form.Item name="stage" label={t("field.stage")} extra={t("field.stageHint")}>
        <Select options={STAGES.map((each) => ({ value: each, label: t(`stage.${each}`) }))} />
      </Form.Item>
      <Form.Item name="objection" label={t("field.objection")} extra={t("field.objectionHint")}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="material_id" label={t("field.material")}>
        <Select allowClear showSearch={{ filterOption: false, onSearch: setWords }} options={all} placeholder={t("field.noMaterial")} />
      </Form.Item>
      <Form.Item name="category" label={t("field.category")}>
        <Input maxLength={30} />
      </Form.Item>
    </>
  );
}
