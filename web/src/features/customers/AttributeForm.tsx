import { Button, DatePicker, Form, Input, InputNumber, Switch } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { Loaded } from "@/ui/Loaded";
import { paths } from "@/ui/paths";
import { showOnForm, useNotify } from "@/ui/useNotify";
import { useAttributes, useSaveAttributes, type Attribute, type CustomerDetail } from "./api";

/** What is known about the person, as the brand's own attributes. */
export function AttributeForm({ customer }: { customer: CustomerDetail }) {
  const { t } = useTranslation("customers");
  const brand = useBrand();
  const registry = useAttributes(brand.code);
  return (
    <Loaded query={registry}>
      {(items) =>
        items.length === 0 ? (
          <EmptyState
            title={t("attributes.empty")}
            hint={t("attributes.emptyHint")}
            action={<Link to={paths.attributes(brand.code)}>{t("attributes.define")}</Link>}
          />
        ) : (
          <Fields customer={customer} kinds={items} />
        )
      }
    </Loaded>
  );
}

function Fields({ customer, kinds }: { customer: CustomerDetail; kinds: Attribute[] }) {
  const { t } = useTranslation("customers");
  const brand = useBrand();
  const notify = useNotify();
  const [form] = Form.useForm<Record<string, unknown>>();
  const save = useSaveAttributes(brand.code, customer.id);
  const submit = (values: Record<string, unknown>) =>
    save.mutate(changed(values, customer.attributes), {
      onSuccess: () => notify.done(t("ui:saved")),
      onError: (error) => !showOnForm(form, error) && notify.failed(error),
    });
  return (
    <Form form={form} layout="vertical" initialValues={customer.attributes} onFinish={submit} className="siyu-form-grid">
      {kinds.map((each) => (
        <Form.Item key={each.key} name={each.key} label={each.label || each.key} {...binding(each)}>
          <AttributeInput kind={each} />
        </Form.Item>
      ))}
      <div className="siyu-form-submit">
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t("ui:save")}
        </Button>
      </div>
    </Form>
  );
}

/** Only what was touched is sent; an emptied field is sent as null, which forgets it. */
function changed(values: Record<string, unknown>, before: Record<string, unknown>): Record<string, unknown> {
  const touched = Object.entries(values).filter(([key, value]) => (value ?? null) !== (before[key] ?? null));
  return Object.fromEntries(touched.map(([key, value]) => [key, value === "" ? null : (value ?? null)]));
}

function binding({ kind }: Attribute): object {
  if (kind === "boolean") return { valuePropName: "checked" };
  if (kind !== "date" && kind !== "datetime") return {};
  return {
    getValueProps: (value: unknown) => ({ value: value ? dayjs(value as string) : null }),
    normalize: (value: dayjs.Dayjs | null) => value?.format("YYYY-MM-DD") ?? null,
  };
}

/** antd hands value and onChange through Form.Item. */
function AttributeInput({ kind, ...bound }: { kind: Attribute }) {
  if (kind.kind === "boolean") return <Switch {...bound} />;
  if (kind.kind === "number") return <InputNumber {...bound} style={{ width: "100%" }} />;
  if (kind.kind === "date") return <DatePicker {...bound} style={{ width: "100%" }} />;
  return <Input {...bound} maxLength={500} />;
}
