import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Card, Drawer, Form, Input, InputNumber, Select, Switch, TimePicker } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { MaterialPicker, MESSAGE_KINDS, type ChosenMaterial } from "@/ui/MaterialPicker";
import { showOnForm, useNotify } from "@/ui/useNotify";
import { asMinutes, asTimes } from "@/ui/wall";
import { useSaveRule, type FriendKind, type Rule, type RuleBody } from "./api";

const KINDS: FriendKind[] = ["any", "first", "returning"];
const ATTACHMENTS_MAX = 9;
const FIRST_POSITION = 100;

interface Link {
  title: string;
  url: string;
  picurl?: string;
  desc?: string;
}

interface Values {
  name: string;
  text?: string;
  channel_state?: string;
  friend: FriendKind;
  hours: [number, number] | null;
  position: number;
  enabled: boolean;
  links?: Link[];
  materials?: ChosenMaterial[];
}

/** One rule: whom it greets, and with what. */
export function RuleDrawer({ rule, onClose }: { rule: Rule | null; onClose: () => void }) {
  const { t } = useTranslation("welcome");
  const notify = useNotify();
  const [form] = Form.useForm<Values>();
  const save = useSaveRule(useBrand().code, rule?.id ?? null);
  const submit = (values: Values) =>
    save.mutate(toBody(values, rule), {
      onSuccess: () => {
        notify.done(t("ui:saved"));
        onClose();
      },
      onError: (error) => !showOnForm(form, error) && notify.failed(error),
    });
  const required = [{ required: true, whitespace: true, message: t("ui:required", { name: t("field.name") }) }];
  return (
    <Drawer open title={rule ? t("edit") : t("new")} onClose={onClose} size={520} destroyOnHidden>
      <Form form={form} layout="vertical" initialValues={toValues(rule)} onFinish={submit}>
        <Form.Item name="name" label={t("field.name")} rules={required}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="text" label={t("field.text")} extra={t("hint.text")}>
          <Input.TextArea autoSize={{ minRows: 4 }} maxLength={1300} showCount />
        </Form.Item>
        <Form.Item name="materials" label={t("field.materials")} extra={t("hint.materials")} valuePropName="chosen">
          <Materials />
        </Form.Item>
        <Links />
        <Form.Item name="channel_state" label={t("field.channel")} extra={t("hint.channel")}>
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="friend" label={t("field.friend")}>
          <Select options={KINDS.map((each) => ({ value: each, label: t(`friend.${each}`) }))} />
        </Form.Item>
        <Form.Item name="hours" label={t("field.hours")} extra={t("hint.hours")} getValueProps={asTimes} normalize={asMinutes}>
          <TimePicker.RangePicker aria-label={t("field.hours")} format="HH:mm" minuteStep={15} order={false} allowClear style={{ width: "100%" }} />
        </Form.Item>
        <Form.Item name="position" label={t("field.position")} extra={t("hint.position")}>
          <InputNumber min={0} max={100000} precision={0} style={{ width: "100%" }} />
        </Form.Item>
        <Form.Item name="enabled" label={t("field.enabled")} valuePropName="checked">
          <Switch />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t("ui:save")}
        </Button>
      </Form>
    </Drawer>
  );
}

/** The form hands over the chosen materials and takes the changed ones. */
function Materials({ chosen = [], onChange = () => undefined }: { chosen?: ChosenMaterial[]; onChange?: (chosen: ChosenMaterial[]) => void }) {
  const { t } = useTranslation("welcome");
  return <MaterialPicker label={t("field.materials")} chosen={chosen} most={ATTACHMENTS_MAX} kinds={MESSAGE_KINDS} onChange={onChange} />;
}

function Links() {
  const { t } = useTranslation("welcome");
  return (
    <Form.List name="links">
      {(fields, { add, remove }) => (
        <div className="siyu-stack">
          {fields.map((field) => (
            <Card key={field.key} size="small" title={t("link.title")} extra={<Button type="text" aria-label={t("link.remove")} icon={<DeleteOutlined />} onClick={() => remove(field.name)} />}>
              <Form.Item name={[field.name, "title"]} label={t("link.name")} rules={[{ required: true, message: t("link.needed") }]}>
                <Input maxLength={40} />
              </Form.Item>
              <Form.Item name={[field.name, "url"]} label={t("link.url")} rules={[{ required: true, type: "url", message: t("link.needed") }]}>
                <Input />
              </Form.Item>
              <Form.Item name={[field.name, "desc"]} label={t("link.desc")}>
                <Input maxLength={160} />
              </Form.Item>
            </Card>
          ))}
          {fields.length < ATTACHMENTS_MAX && (
            <Form.Item>
              <Button icon={<PlusOutlined />} onClick={() => add({})}>
                {t("link.add")}
              </Button>
            </Form.Item>
          )}
        </div>
      )}
    </Form.List>
  );
}

const isMaterial = (attachment: Record<string, unknown>) => attachment["msgtype"] === "material";
const isLink = (attachment: Record<string, unknown>) => attachment["msgtype"] === "link";

function toValues(rule: Rule | null): Values {
  if (!rule) return { name: "", friend: "any", hours: null, position: FIRST_POSITION, enabled: true, links: [], materials: [] };
  const { from_minute: from, to_minute: to } = rule;
  const links = rule.attachments.filter(isLink).map((each) => each["link"] as Link);
  const materials = rule.attachments.filter(isMaterial).map((each) => each["material"] as ChosenMaterial);
  return { ...rule, friend: rule.friend as FriendKind, hours: from === to ? null : [from, to], links, materials };
}

/** Attachments of other kinds, put there over the API, stay as they are. */
function toBody({ hours, links = [], materials = [], ...values }: Values, rule: Rule | null): RuleBody {
  const others = (rule?.attachments ?? []).filter((each) => !isLink(each) && !isMaterial(each));
  const chosen = materials.map((each) => ({ msgtype: "material", material: { ...each } }));
  return {
    name: values.name,
    text: values.text ?? "",
    channel_state: values.channel_state ?? "",
    friend: values.friend,
    position: values.position,
    enabled: values.enabled,
    from_minute: hours?.[0] ?? 0,
    to_minute: hours?.[1] ?? 0,
    attachments: [...others, ...chosen, ...links.map((link) => ({ msgtype: "link", link: { ...link } }))],
  };
}
