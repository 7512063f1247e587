import { DatePicker, InputNumber, Input, Select, Space } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import type { Scalar, Value } from "./rule";
import type { Choice } from "./api";
import { FEN, type ValueKind } from "./vocabulary";

interface Props {
  kind: ValueKind;
  op: string;
  value: Value | null | undefined;
  onChange: (value: Value | null) => void;
  choices?: Choice[];
}

const DAY = "YYYY-MM-DD";

/** What something is compared with: nothing, one value, two, or a list, each typed by its kind. */
export function ValueInput(props: Props) {
  const { op, value, onChange } = props;
  if (op === "missing" || op === "present") return null;
  if (op === "in" || op === "not_in") return <ManyValues {...props} />;
  if (op !== "between") {
    const one = Array.isArray(value) ? value[0] : value;
    return <OneValue {...props} value={one ?? null} onChange={onChange} />;
  }
  const [low = null, high = null] = Array.isArray(value) ? (value as (Scalar | null)[]) : [];
  const pair = (first: Value | null, second: Value | null) => onChange([first, second] as Scalar[]);
  return (
    <Space size={4}>
      <OneValue {...props} value={low} onChange={(each) => pair(each, high)} />
      <span>–</span>
      <OneValue {...props} value={high} onChange={(each) => pair(low, each)} />
    </Space>
  );
}

function ManyValues({ kind, value, onChange, choices = [] }: Props) {
  const { t } = useTranslation("segments");
  const chosen = Array.isArray(value) ? value : value === null || value === undefined ? [] : [value];
  const typed = kind === "text" || kind === "number";
  const numbers = (values: Scalar[]) => (kind === "number" ? values.map(Number).filter((each) => !Number.isNaN(each)) : values);
  return (
    <Select
      mode={typed ? "tags" : "multiple"}
      className="seg-values"
      value={chosen as (string | number)[]}
      onChange={(values) => onChange(numbers(values))}
      options={choices}
      showSearch={{ optionFilterProp: "label" }}
      tokenSeparators={[",", "，", "、"]}
      placeholder={t(typed ? "value.several" : "value.choose")}
      aria-label={t("value.label")}
      maxTagCount={6}
    />
  );
}

function OneValue({ kind, value, onChange, choices = [] }: Props) {
  const { t } = useTranslation("segments");
  const label = t("value.label");
  const number = typeof value === "number" ? value : null;
  switch (kind) {
    case "boolean":
      return (
        <Select
          aria-label={label}
          value={value === null || value === undefined ? null : String(value as Scalar)}
          onChange={(each) => onChange(each === "true")}
          options={[{ value: "true", label: t("ui:yes") }, { value: "false", label: t("ui:no") }]}
          className="seg-short"
        />
      );
    case "day":
      return (
        <DatePicker
          aria-label={label}
          value={typeof value === "string" && value ? dayjs(value) : null}
          onChange={(day) => onChange(day ? day.format(DAY) : null)}
        />
      );
    case "money":
      return (
        <InputNumber aria-label={label} className="seg-money" prefix="¥" precision={2} value={number === null ? null : number / FEN} onChange={(each) => onChange(each === null ? null : Math.round(each * FEN))} />
      );
    case "days":
      return <InputNumber aria-label={label} className="seg-number" min={1} max={36_500} precision={0} suffix={t("value.days")} value={number} onChange={onChange} />;
    case "month":
      return <InputNumber aria-label={label} className="seg-number" min={1} max={12} precision={0} suffix={t("value.month")} value={number} onChange={onChange} />;
    case "number":
      return <InputNumber aria-label={label} className="seg-number" value={number} onChange={onChange} />;
    case "choice":
      return <Select aria-label={label} className="seg-values" showSearch={{ optionFilterProp: "label" }} options={choices} value={value as string | number | null} onChange={onChange} placeholder={t("value.choose")} />;
    default:
      return <Input aria-label={label} className="seg-text" value={value === null || value === undefined ? "" : String(value as Scalar)} onChange={(event) => onChange(event.target.value)} placeholder={t("value.text")} maxLength={500} />;
  }
}
