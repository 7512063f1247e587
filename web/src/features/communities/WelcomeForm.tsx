import { Button, Flex, Form, Input, Switch } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { showOnForm, useNotify } from "@/ui/useNotify";
import { useSaveWelcome, type GroupWelcome, type GroupWelcomeBody } from "./api";

interface Values {
  text?: string;
  title?: string;
  url?: string;
  description?: string;
  notify: boolean;
}

/** One text: words, and a link if it has one. */
export function WelcomeForm({ welcome, onDone }: { welcome: GroupWelcome | null; onDone: () => void }) {
  const { t } = useTranslation("communities");
  const notify = useNotify();
  const [form] = Form.useForm<Values>();
  const save = useSaveWelcome(useBrand().code, welcome);
  const url = Form.useWatch("url", form);
  const submit = (values: Values) =>
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
      <Form.Item name="url" label={t("welcome.url")} rules={[{ type: "url", message: t("welcome.urlWrong") }]}>
        <Input placeholder="https://" />
      </Form.Item>
      {url && (
        <>
          <Form.Item name="title" label={t("welcome.linkTitle")} rules={[{ required: true, whitespace: true, message: t("ui:required", { name: t("welcome.linkTitle") }) }]}>
            <Input maxLength={40} />
          </Form.Item>
          <Form.Item name="description" label={t("welcome.linkDescription")}>
            <Input maxLength={160} />
          </Form.Item>
        </>
      )}
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

function toValues(welcome: GroupWelcome | null): Values {
  if (!welcome) return { notify: true };
  const { text, link, notify } = welcome;
  return { text, notify, ...(link ? { title: link.title, url: link.url, description: link.description ?? "" } : {}) };
}

/** A picture for the link, put there over the API, stays as it is. */
function toBody(values: Values, welcome: GroupWelcome | null): GroupWelcomeBody {
  const { text = "", title = "", url = "", description = "", notify } = values;
  const picture = welcome?.link?.picture_url ?? "";
  return { text, notify: notify ?? true, link: url ? { title, url, description, picture_url: picture } : null };
}
