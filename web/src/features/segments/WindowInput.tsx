import { DatePicker, InputNumber, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useTranslation } from "react-i18next";
import { DAY, wallNow } from "@/ui/wall";
import type { Window } from "./rule";

interface Props {
  window: Window | undefined;
  onChange: (window: Window | undefined) => void;
}

type Kind = "last" | "dates" | "ever";

function kindOf(window: Window | undefined): Kind {
  if (!window) return "ever";
  return "last_days" in window ? "last" : "dates";
}

/** When it happened: in the last days, between two dates, or ever. */
export function WindowInput({ window, onChange }: Props) {
  const { t } = useTranslation("segments");
  const start: Record<Kind, Window | undefined> = {
    last: { last_days: 90 },
    dates: { from: wallNow().startOf("month").format(DAY), to: wallNow().format(DAY) },
    ever: undefined,
  };
  return (
    <>
      <Select<Kind>
        className="seg-op"
        value={kindOf(window)}
        onChange={(kind) => onChange(start[kind])}
        aria-label={t("window.label")}
        popupMatchSelectWidth={false}
        options={(["last", "dates", "ever"] as const).map((value) => ({ value, label: t(`window.${value}`) }))}
      />
      {window && "last_days" in window && (
        <InputNumber
          className="seg-number"
          min={1}
          max={36_500}
          precision={0}
          value={window.last_days}
          suffix={t("value.days")}
          aria-label={t("window.days")}
          onChange={(days) => days && onChange({ last_days: days })}
        />
      )}
      {window && !("last_days" in window) && (
        <DatePicker.RangePicker
          allowEmpty={[true, true]}
          value={[day(window.from), day(window.to)]}
          aria-label={t("window.dates_label")}
          onChange={(days) => onChange(span(days))}
        />
      )}
    </>
  );
}

const day = (text: string | undefined) => (text ? dayjs(text) : null);

function span(days: [Dayjs | null, Dayjs | null] | null): Window | undefined {
  const [from, to] = days ?? [null, null];
  if (!from && !to) return undefined;
  return { ...(from ? { from: from.format(DAY) } : {}), ...(to ? { to: to.format(DAY) } : {}) };
}
