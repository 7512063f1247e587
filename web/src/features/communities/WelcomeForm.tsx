import { Button, Flex, Form, Input, Radio, Switch } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { MaterialPicker, MESSAGE_KINDS, type ChosenMaterial } from "@/ui/MaterialPicker";
import { showOnForm, useNotify } from "@/ui/useNotify";
import { useSaveWelcome, type GroupWelcome } from "./api";
import { CARRIES, toBody, toValues, type WelcomeValues } from "./welcomeValues";

/** One text: words, and one thing that follows them if it has one. */
export function WelcomeForm({ welcome, onDone }: { welcome: GroupWelcome | null; onDone: () => void }) {
  const { t } = useTranslation("communities");
  const notify = useNotify();
  const [form] = Form.useForm<WelcomeValues>();
  const save = useSaveWelcome(useBrand().code, welcome);
  const submit = (values: WelcomeValues) =>
    save.mutate(toBody(values, welcome), {
      onSuccess: () => {
        notify.done(t("ui:saved"));
        onDone();
      },
      onError: (error) => void (!showOnForm(form, error) && notify.failed(error)),
    });
  return (
    <Form form={form} layout="vertical" initialValues={toValues(welcome)} onFinish={submit}>
      <Form.Item name="text" label={t("welcome.text")} extra={t("welcome.textHint")}>
        <Input.TextArea autoSize={{ minRows: 4 }} maxLength={1000} showCount />
      </Form.Item>
      <Form.Item name="carries" label={t("welcome.carries")} extra={t("welcome.carriesHint")}>
        <Radio.Group optionType="button" options={CARRIES.map((each) => ({ value: each, label: t(`welcome.carry.${each}`) }))} />
      </Form.Item>
      <Carried />
      {!welcome && (
        <Form.Item name="notify" label={t("welcome.notify")} extra={t("welcome.notifyHint")} valuePropName="checked">
          <Switch />
        </Form.Item>
      )}
      <Flex gap={8}>
        <Button type="primary" htmlType="submit" loading={save.isPending}>{t("ui:save")}</Button>
        <Button onClick={onDone}>{t("ui:cancel")}</Button>
      </Flex>
    </Form>
  );
}

/** The fields of what is chosen to follow the words. */
function Carried() {
  const { t } = useTranslation("communities");
  const carries = Form.useWatch<WelcomeValues["carries"]>("carries");
  const needed = (name: string) => ({ required: true, message: t("ui:required", { name }) });
  if (carries === "material")
    return (
      <Form.Item name="attachments" label={t("welcome.material")} extra={t("welcome.materialHint")} rules={[{ type: "array", required: true, min: 1, message: t("welcome.materialNeeded") }]}>
        <Material />
      </Form.Item>
    );
  if (carries !== "link") return null;
  return (
    <>
      <Form.Item name="url" label={t("welcome.url")} rules={[needed(t("welcome.url")), { type: "url", message: t("welcome.urlWrong") }]}>
        <Input placeholder="https://" />
      </Form.Item>
      <Form.Item name="title" label={t("welcome.linkTitle")} rules={[{ ...needed(t("welcome.linkTitle")), whitespace: true }]}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="description" label={t("welcome.linkDescription")}>
        <Input maxLength={160} />
      </Form.Item>
    </>
  );
}

/** The form hands over the chosen material and takes the changed one. */
function Material({ value = [], onChange = () => undefined }: { value?: ChosenMaterial[]; onChange?: (chosen: ChosenMaterial[]) => void }) {
  const { t } = useTranslation("communities");
  return <MaterialPicker label={t("welcome.material")} chosen={value} most={1} kinds={MESSAGE_KINDS} onChange={onChange} />;
}
