import { Alert, Button, Drawer, Form, Input, InputNumber, Radio, Select, Tabs } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { showOnForm, useNotify } from "@/ui/useNotify";
import { STAGES, usePhones, useSaveAccount, useUnits, type Account, type AccountBody } from "./api";
import { HandOver } from "./HandOver";

const START: Partial<AccountBody> = {
  kind: "wecom", stage: "new", risk: "none", friends_max: 5000, adds_per_day_max: 50, messages_per_day_max: 0,
};

/** An account: what is known of it, and who had it when. */
export function AccountDrawer({ account, onClose }: { account: Account | null; onClose: () => void }) {
  const { t } = useTranslation("advisors");
  const form = <AccountForm account={account} onDone={onClose} />;
  const tabs = account && [
    { key: "form", label: t("drawer.form"), children: form },
    { key: "hands", label: t("drawer.hands"), children: <HandOver account={account} onDone={onClose} /> },
  ];
  return (
    <Drawer open title={account ? account.nickname : t("account.new")} onClose={onClose} size={460}>
      {account?.alerts.map((each) => (
        <Alert key={each} style={{ marginBottom: 12 }} type="warning" showIcon title={t(`alert.${each}`)} description={t(`alertHint.${each}`)} />
      ))}
      {tabs ? <Tabs items={tabs} /> : form}
    </Drawer>
  );
}

function AccountForm({ account, onDone }: { account: Account | null; onDone: () => void }) {
  const { t } = useTranslation("advisors");
  const brand = useBrand();
  const notify = useNotify();
  const [form] = Form.useForm<AccountBody>();
  const save = useSaveAccount(brand.code, account);
  const allowed = brand.can["matrix.write"] === true;
  const submit = (values: AccountBody) =>
    save.mutate({ ...values, phone_id: values.phone_id ?? null, note: values.note ?? "" }, {
      onSuccess: () => {
        notify.done(t("ui:saved"));
        onDone();
      },
      onError: (error) => void (!showOnForm(form, error) && notify.failed(error)),
    });
  return (
    <Form form={form} layout="vertical" disabled={!allowed} initialValues={account ?? START} onFinish={submit}>
      <Who />
      <Where />
      <How />
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t("ui:save")}
      </Button>
    </Form>
  );
}

function useRequired() {
  const { t } = useTranslation("advisors");
  return (name: string) => [{ required: true, whitespace: true, message: t("ui:required", { name }) }];
}

function Who() {
  const { t } = useTranslation("advisors");
  const required = useRequired();
  return (
    <>
      <Form.Item name="kind" label={t("account.kind")}>
        <Radio.Group options={(["wecom", "wechat"] as const).map((value) => ({ value, label: t(`kind.${value}`) }))} />
      </Form.Item>
      <Form.Item name="nickname" label={t("account.nickname")} rules={required(t("account.nickname"))}>
        <Input maxLength={64} autoComplete="off" />
      </Form.Item>
      <Form.Item name="handle" label={t("account.handle")} extra={t("account.handleHint")} rules={required(t("account.handle"))}>
        <Input maxLength={64} autoComplete="off" />
      </Form.Item>
    </>
  );
}

function Where() {
  const { t } = useTranslation("advisors");
  const brand = useBrand();
  const units = useUnits(brand.code);
  const phones = usePhones(brand.code);
  const search = { optionFilterProp: "label" };
  return (
    <>
      <Form.Item name="org_unit_id" label={t("account.unit")} rules={[{ required: true, message: t("ui:required", { name: t("account.unit") }) }]}>
        <Select showSearch={search} loading={units.isPending} options={(units.data ?? []).map((each) => ({ value: each.id, label: each.name }))} />
      </Form.Item>
      <Form.Item name="phone_id" label={t("account.phone")}>
        <Select allowClear showSearch={search} loading={phones.isPending} placeholder={t("account.noPhone")} options={(phones.data ?? []).map((each) => ({ value: each.id, label: [each.label, each.sim_masked].filter(Boolean).join(" · ") }))} />
      </Form.Item>
    </>
  );
}

function How() {
  const { t } = useTranslation("advisors");
  const limit = (name: "friends_max" | "adds_per_day_max" | "messages_per_day_max") => (
    <Form.Item name={name} label={t(`account.${name}`)} extra={t(`account.${name}_hint`)} rules={[{ required: true, message: t("ui:required", { name: t(`account.${name}`) }) }]}>
      <InputNumber min={0} max={100_000} precision={0} style={{ width: 160 }} />
    </Form.Item>
  );
  return (
    <>
      <Form.Item name="stage" label={t("account.stage")} extra={t("account.stageHint")}>
        <Select options={STAGES.map((value) => ({ value, label: t(`stage.${value}`) }))} />
      </Form.Item>
      <Form.Item name="risk" label={t("account.risk")}>
        <Radio.Group options={(["none", "watch", "high"] as const).map((value) => ({ value, label: t(`risk.${value}`) }))} />
      </Form.Item>
      {limit("friends_max")}
      {limit("adds_per_day_max")}
      {limit("messages_per_day_max")}
      <Form.Item name="note" label={t("account.note")}>
        <Input.TextArea rows={3} maxLength={500} />
      </Form.Item>
    </>
  );
}
