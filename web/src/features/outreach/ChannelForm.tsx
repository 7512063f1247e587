import { Button, Card, Form, Input, Switch, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { showOnForm, useNotify } from "@/ui/useNotify";
import { useSaveChannel, type Channel } from "./api";
import { WecomHealth } from "./WecomHealth";

/** What each channel asks for; the server refuses any other field by name. */
const FIELDS: Record<string, { config: string[]; secrets: string[] }> = {
  wecom: { config: ["corpid", "agentid", "public_url", "base_url", "oauth_url", "login_url", "welcome_text"], secrets: ["secret", "token", "aes_key", "archive_secret"] },
  webhook: { config: ["url"], secrets: ["secret"] },
};
const LONG = new Set(["welcome_text"]);

interface Values {
  enabled: boolean;
  config: Record<string, string | undefined>;
  secrets: Record<string, string | undefined>;
}

const given = (fields: Record<string, string | undefined> = {}) =>
  Object.fromEntries(Object.entries(fields).filter((pair): pair is [string, string] => Boolean(pair[1])));

export function ChannelForm({ channel }: { channel: Channel }) {
  const { t } = useTranslation("outreach");
  const brand = useBrand();
  const notify = useNotify();
  const [form] = Form.useForm<Values>();
  const save = useSaveChannel(brand.code, channel.channel);
  const fields = FIELDS[channel.channel] ?? { config: Object.keys(channel.config), secrets: channel.secrets_set };
  const mayWrite = brand.can["settings.write"] === true;
  const submit = ({ enabled, config, secrets }: Values) =>
    save.mutate(
      { enabled, config: given(config), secrets: given(secrets) },
      {
        onSuccess: () => {
          form.setFieldValue("secrets", {});
          notify.done(t("ui:saved"));
        },
        onError: (error) => !showOnForm(form, error) && notify.failed(error),
      },
    );
  const label = (field: string) => t(`channels.fields.${channel.channel}_${field}`, { defaultValue: field });
  return (
    <Card
      title={
        <>
          {t(`channel.${channel.channel}`, { defaultValue: channel.channel })}{" "}
          <Tag color={channel.enabled ? "success" : "default"}>{channel.enabled ? t("channels.on") : t("channels.off")}</Tag>
        </>
      }
    >
      <p className="siyu-quiet siyu-first">{t(`channels.hints.${channel.channel}`, { defaultValue: "" })}</p>
      <Form form={form} layout="vertical" disabled={!mayWrite} initialValues={{ enabled: channel.enabled, config: channel.config }} onFinish={submit}>
        <Form.Item name="enabled" label={t("channels.enabled")} valuePropName="checked">
          <Switch />
        </Form.Item>
        <div className="siyu-form-grid">
          {fields.config.map((field) => (
            <Form.Item key={field} name={["config", field]} label={label(field)}>
              {LONG.has(field) ? <Input.TextArea autoSize maxLength={500} /> : <Input />}
            </Form.Item>
          ))}
          {fields.secrets.map((field) => (
            <Form.Item key={field} name={["secrets", field]} label={label(field)}>
              <Input.Password
                autoComplete="new-password"
                placeholder={channel.secrets_set.includes(field) ? t("channels.secretSet") : t("channels.secretMissing")}
              />
            </Form.Item>
          ))}
        </div>
        <Button htmlType="submit" loading={save.isPending} title={mayWrite ? "" : t("ui:reason.noRight")}>
          {t("ui:save")}
        </Button>
      </Form>
      {channel.channel === "wecom" && channel.enabled && <WecomHealth />}
    </Card>
  );
}
