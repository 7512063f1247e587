import { Card, Checkbox, Form, Input, InputNumber, Select, Switch } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { RightButton } from "@/ui/RightButton";
import { showOnForm, useNotify } from "@/ui/useNotify";
import { useSaveRules, useStaff, type Rules } from "./api";
import { clockOf, minuteOf } from "./sums";

interface Values {
  on: boolean;
  kept_days: number;
  file_megabytes_max: number;
  session_gap_hours: number;
  from: string;
  to: string;
  days: number[];
  told: number[];
}
const DAYS = [1, 2, 3, 4, 5, 6, 7];

/** How long messages are kept, when people work, and who hears of hits. */
export function RulesCard({ rules }: { rules: Rules }) {
  const { t } = useTranslation("archive");
  const brand = useBrand();
  const notify = useNotify();
  const [form] = Form.useForm<Values>();
  const save = useSaveRules(brand.code);
  const { hours } = rules;
  const start: Values = {
    on: rules.on ?? true,
    kept_days: rules.kept_days ?? 0,
    file_megabytes_max: rules.file_megabytes_max ?? 0,
    session_gap_hours: rules.session_gap_hours ?? 24,
    from: clockOf(hours?.from_minute ?? 540),
    to: clockOf(hours?.to_minute ?? 1260),
    days: hours?.days ?? DAYS,
    told: rules.told ?? [],
  };
  const submit = ({ from, to, days, ...rest }: Values) =>
    save.mutate(
      { ...rest, hours: { from_minute: minuteOf(from) ?? 0, to_minute: minuteOf(to) ?? 0, days } },
      { onSuccess: () => notify.done(t("ui:saved")), onError: (error) => void (!showOnForm(form, error) && notify.failed(error)) },
    );
  const clock = [{ validator: (_: unknown, value: string) => (minuteOf(value) === null ? Promise.reject(new Error(t("rules.clock"))) : Promise.resolve()) }];
  return (
    <Card title={t("rules.title")}>
      <Form form={form} layout="vertical" disabled={brand.can["settings.write"] !== true} initialValues={start} onFinish={submit}>
        <Form.Item name="on" label={t("rules.on")} valuePropName="checked"><Switch /></Form.Item>
        <Form.Item name="kept_days" label={t("rules.kept")} extra={t("rules.keptHint")}><InputNumber min={0} max={3650} suffix={t("rules.daysUnit")} /></Form.Item>
        <Form.Item name="file_megabytes_max" label={t("rules.files")} extra={t("rules.filesHint")}><InputNumber min={0} max={500} suffix="MB" /></Form.Item>
        <Form.Item name="session_gap_hours" label={t("rules.gap")} extra={t("rules.gapHint")}><InputNumber min={1} max={72} suffix={t("rules.hoursUnit")} /></Form.Item>
        <div className="siyu-form-grid">
          <Form.Item name="from" label={t("rules.from")} rules={clock}><Input maxLength={5} /></Form.Item>
          <Form.Item name="to" label={t("rules.to")} rules={clock}><Input maxLength={5} /></Form.Item>
        </div>
        <Form.Item name="days" label={t("rules.days")}>
          <Checkbox.Group options={DAYS.map((value) => ({ value, label: t(`day.${value}`) }))} />
        </Form.Item>
        <Form.Item name="told" label={t("rules.told")} extra={t("rules.toldHint")}><People rules={rules} /></Form.Item>
        <RightButton needs="settings.write" htmlType="submit" loading={save.isPending}>
          {t("ui:save")}
        </RightButton>
      </Form>
    </Card>
  );
}

function People({ rules, ...field }: { rules: Rules; value?: number[]; onChange?: (ids: number[]) => void; id?: string }) {
  const brand = useBrand();
  const [search, setSearch] = useState("");
  const found = useStaff(brand.code, search);
  const held = (rules.told ?? []).map((value, place) => ({ value, label: rules.told_names?.[place] ?? String(value) }));
  const more = (found.data?.items ?? []).map((each) => ({ value: each.id, label: `${each.name} ${each.code}` }));
  const options = [...held, ...more.filter((each) => !held.some((one) => one.value === each.value))];
  return <Select {...field} mode="multiple" maxCount={20} options={options} loading={found.isFetching} showSearch={{ filterOption: false, onSearch: setSearch }} />;
}
