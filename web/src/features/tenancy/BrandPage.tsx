import { Button, Card, Form, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { Loaded } from "@/ui/Loaded";
import { PageHeader } from "@/ui/PageHeader";
import { showOnForm, useNotify } from "@/ui/useNotify";
import { useBrandSettings, useSaveBrand, type Brand } from "./api";

const ZONES = ["Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "Asia/Tokyo", "UTC"];

export function BrandPage() {
  const { t } = useTranslation("tenancy");
  const brand = useBrand();
  const settings = useBrandSettings(brand.code);
  return (
    <div>
      <PageHeader title={t("brand.title")} purpose={t("brand.purpose")} />
      <Loaded query={settings}>{(data) => <BrandForm brand={data} />}</Loaded>
    </div>
  );
}

function BrandForm({ brand }: { brand: Brand }) {
  const { t } = useTranslation("tenancy");
  const access = useBrand();
  const notify = useNotify();
  const save = useSaveBrand(brand.code);
  const [form] = Form.useForm<Brand>();
  const mayChange = access.can["settings.write"] === true;
  const submit = (values: Brand) =>
    save.mutate({ name: values.name, zone: values.zone }, {
      onSuccess: () => notify.done(t("ui:saved")),
      onError: (error) => !showOnForm(form, error) && notify.failed(error),
    });
  return (
    <Card>
      <Form form={form} layout="vertical" className="siyu-form" initialValues={brand} onFinish={submit} disabled={!mayChange}>
        <Form.Item name="name" label={t("brand.name")} rules={[{ required: true, message: t("ui:required", { name: t("brand.name") }) }]}>
          <Input maxLength={80} />
        </Form.Item>
        <Form.Item label={t("brand.code")} extra={t("brand.codeHint")}>
          <Input value={brand.code} aria-label={t("brand.code")} disabled />
        </Form.Item>
        <Form.Item name="zone" label={t("brand.zone")} extra={t("brand.zoneHint")}>
          <Select options={ZONES.map((zone) => ({ value: zone, label: zone }))} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={save.isPending} title={mayChange ? "" : t("ui:reason.noRight")}>
          {t("ui:save")}
        </Button>
      </Form>
    </Card>
  );
}
