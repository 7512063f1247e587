import { Button, Card, Form, Input, Radio, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";
import { useBrand } from "@/api/session";
import { PageHeader } from "@/ui/PageHeader";
import { paths } from "@/ui/paths";
import { showOnForm, useNotify } from "@/ui/useNotify";
import { useCreateJourney, useNames } from "./api";
import "./journeys.css";
import { PLANS, startFrom, type Plan } from "./plans";

interface Values {
  name: string;
  segment?: number;
  plan: Plan;
}

/** A name, who comes in, and a shape to start from; the rest is done on the canvas. */
export function NewJourneyPage() {
  const { t } = useTranslation("journeys");
  const brand = useBrand();
  const navigate = useNavigate();
  const notify = useNotify();
  const [search] = useSearchParams();
  const [form] = Form.useForm<Values>();
  const create = useCreateJourney(brand.code);
  const names = useNames(brand.code);
  const segment = Number(search.get("segment")) || undefined;
  const submit = ({ name, plan, ...rest }: Values) =>
    create.mutate({ name: name.trim(), draft: startFrom(plan, rest.segment) }, {
      onSuccess: (made) => void navigate(paths.journey(brand.code, made.id)),
      onError: (error) => !showOnForm(form, error) && notify.failed(error),
    });
  return (
    <>
      <PageHeader title={t("new.title")} purpose={t("new.purpose")} back={{ to: paths.journeys(brand.code), label: t("list.title") }} />
      <Card>
        <Form form={form} layout="vertical" className="siyu-form" initialValues={{ plan: "message", ...(segment ? { segment } : {}) }} onFinish={submit}>
          <Form.Item name="name" label={t("field.name")} rules={[{ required: true, whitespace: true, message: t("ui:required", { name: t("field.name") }) }]}>
            <Input maxLength={60} autoFocus placeholder={t("new.nameExample")} />
          </Form.Item>
          <Form.Item name="segment" label={t("form.segment")} extra={t("new.segmentHint")}>
            <Select
              allowClear
              showSearch={{ optionFilterProp: "label" }}
              loading={names.isLoading}
              placeholder={t("form.chooseSegment")}
              options={(names.data?.segments ?? []).map((each) => ({ value: each.id, label: each.name }))}
            />
          </Form.Item>
          <Form.Item name="plan" label={t("new.plan")}>
            <Radio.Group className="siyu-choices" options={PLANS.map((value) => ({ value, label: t(`plan.${value}`) }))} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={create.isPending}>
            {t("new.create")}
          </Button>
        </Form>
      </Card>
    </>
  );
}
