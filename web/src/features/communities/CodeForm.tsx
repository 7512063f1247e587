import { Button, Form, Input, InputNumber, Select, Switch } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { formatNumber } from "@/ui/format";
import { showOnForm, useNotify } from "@/ui/useNotify";
import { useGroupSearch, useSaveCode, type GroupCode, type GroupCodeBody } from "./api";
import { nextGroupName } from "./curves";

const GROUPS_MAX = 5;

/** How a code is set: its groups in order, and what happens when they are full. */
export function CodeForm({ code, onDone }: { code: GroupCode | null; onDone: () => void }) {
  const { t } = useTranslation("communities");
  const brand = useBrand();
  const notify = useNotify();
  const [form] = Form.useForm<GroupCodeBody>();
  const save = useSaveCode(brand.code, code);
  const allowed = brand.can["groups.write"] === true;
  const submit = (values: GroupCodeBody) =>
    save.mutate({ ...values, base_name: values.base_name ?? "", base_number: values.base_number ?? 1 }, {
      onSuccess: () => {
        notify.done(t("ui:saved"));
        onDone();
      },
      onError: (error) => void (!showOnForm(form, error) && notify.failed(error)),
    });
  return (
    <Form form={form} layout="vertical" disabled={!allowed} initialValues={toValues(code)} onFinish={submit}>
      <Form.Item name="name" label={t("code.name")} extra={t("code.nameHint")} rules={[{ required: true, whitespace: true, message: t("ui:required", { name: t("code.name") }) }]}>
        <Input maxLength={30} />
      </Form.Item>
      <Form.Item name="chat_ids" label={t("code.groups")} extra={t("code.groupsHint", { max: GROUPS_MAX })} rules={[{ required: true, message: t("ui:required", { name: t("code.groups") }) }]}>
        <Groups code={code} />
      </Form.Item>
      <Form.Item name="auto_create" label={t("code.autoCreate")} extra={t("code.autoCreateHint")} valuePropName="checked">
        <Switch />
      </Form.Item>
      <Base />
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t("ui:save")}
      </Button>
    </Form>
  );
}

/** The name of groups that WeCom opens by itself. */
function Base() {
  const { t } = useTranslation("communities");
  const form = Form.useFormInstance<GroupCodeBody>();
  const on = Form.useWatch("auto_create", form);
  const base = Form.useWatch("base_name", form);
  const number = Form.useWatch("base_number", form);
  if (!on) return null;
  return (
    <>
      <Form.Item name="base_name" label={t("code.baseName")} extra={t("code.next", { name: nextGroupName(base, number, t("code.lastGroup")) })}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="base_number" label={t("code.baseNumber")}>
        <InputNumber min={0} max={1_000_000} precision={0} />
      </Form.Item>
    </>
  );
}

interface GroupsProps {
  code: GroupCode | null;
  value?: string[];
  onChange?: (value: string[]) => void;
  id?: string;
}

/** Up to five groups, looked for by name. */
function Groups({ code, ...field }: GroupsProps) {
  const { t } = useTranslation("communities");
  const [search, setSearch] = useState("");
  const { data, isPending } = useGroupSearch(useBrand().code, search);
  const held = (code?.groups ?? []).map((each) => ({ value: each.chat_id, label: each.name || t("groups.unnamed") }));
  const found = (data?.items ?? []).map((each) => ({
    value: each.chat_id,
    label: t("code.option", { name: each.name || t("groups.unnamed"), owner: each.owner_name, members: formatNumber(each.members) }),
  }));
  const known = new Set(found.map((each) => each.value));
  return (
    <Select
      {...field}
      mode="multiple"
      maxCount={GROUPS_MAX}
      loading={isPending}
      showSearch={{ filterOption: false, onSearch: setSearch }}
      placeholder={t("code.choose")}
      options={[...found, ...held.filter((each) => !known.has(each.value))]}
    />
  );
}

function toValues(code: GroupCode | null): Partial<GroupCodeBody> {
  if (!code) return { auto_create: true, base_number: 1, chat_ids: [] };
  const { name, groups, auto_create, base_name, base_number } = code;
  return { name, chat_ids: groups.map((each) => each.chat_id), auto_create, base_name, base_number };
}
