import { Button, Card, Form, InputNumber, TimePicker } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { Sentence } from "@/ui/Sentence";
import { showOnForm, useNotify } from "@/ui/useNotify";
import { asMinutes, asTimes } from "@/ui/wall";
import { useSaveRules, type Rules } from "./api";
import { clockOf, daysOf, fromForm, toForm, type RuleValues } from "./rules";

/** How often a person may hear from the brand, and when not at all; over all channels and journeys. */
export function RulesForm({ rules }: { rules: Rules }) {
  const { t } = useTranslation("outreach");
  const brand = useBrand();
  const notify = useNotify();
  const [form] = Form.useForm<RuleValues>();
  const save = useSaveRules(brand.code);
  const mayWrite = brand.can["settings.write"] === true;
  const submit = (values: RuleValues) =>
    save.mutate(fromForm(values, rules), {
      onSuccess: () => notify.done(t("ui:saved")),
      onError: (error) => !showOnForm(form, error) && notify.failed(error),
    });
  return (
    <Card title={t("rules.title")}>
      <Sentence>{useSentence(rules)}</Sentence>
      <Form form={form} layout="vertical" disabled={!mayWrite} className="siyu-form-grid siyu-rules" initialValues={toForm(rules)} onFinish={submit}>
        <Form.Item name="cap_count" label={t("rules.cap")} extra={t("rules.capHint")}>
          <InputNumber min={0} max={1000} precision={0} style={{ width: "100%" }} />
        </Form.Item>
        <Form.Item name="cap_days" label={t("rules.window")}>
          <InputNumber min={1} max={365} precision={0} suffix={t("rules.days")} style={{ width: "100%" }} />
        </Form.Item>
        <Form.Item name="quiet" label={t("rules.quiet")} extra={t("rules.quietHint")} getValueProps={asTimes} normalize={asMinutes}>
          <TimePicker.RangePicker aria-label={t("rules.quiet")} format="HH:mm" minuteStep={15} order={false} allowClear style={{ width: "100%" }} />
        </Form.Item>
        <div className="siyu-form-submit">
          <Button type="primary" htmlType="submit" loading={save.isPending} title={mayWrite ? "" : t("ui:reason.noRight")}>
            {t("ui:save")}
          </Button>
        </div>
      </Form>
    </Card>
  );
}

function useSentence(rules: Rules): string {
  const { t } = useTranslation("outreach");
  const cap = rules.cap_count === 0 ? t("rules.noCap") : t("rules.capped", { count: rules.cap_count, days: daysOf(rules) });
  const quiet = rules.quiet_from_minute !== rules.quiet_until_minute;
  return quiet ? t("rules.both", { cap, from: clockOf(rules.quiet_from_minute), until: clockOf(rules.quiet_until_minute) }) : t("rules.only", { cap });
}
