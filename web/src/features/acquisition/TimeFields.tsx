import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, DatePicker, Flex, Input, Select } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DAY, wallNow } from "@/ui/wall";
import type { Hours, Settings } from "./api";
import { WHOLE_DAY } from "./draft";
import type { FieldProps } from "./PeopleFields";
import { useName } from "./people";
import { minuteText, readMinute } from "./times";

const DAYS = [0, 1, 2, 3, 4, 5, 6];
const NINE = 540;
const SIX = 1080;

/** When who is on duty, dates that are different, and when friends are accepted at once. */
export function TimeFields({ draft, change, bulk = false }: FieldProps & { bulk?: boolean }) {
  const { t } = useTranslation("acquisition");
  return (
    <section className="siyu-stack">
      <h2 className="acq-heading">{t("times.title")}</h2>
      <Shifts draft={draft} change={change} bulk={bulk} />
      <SpecialDates draft={draft} change={change} bulk={bulk} />
      <Accepting draft={draft} change={change} />
    </section>
  );
}

const everybody = (draft: Settings) => draft.seats.map((seat) => seat.staff_id);

function Shifts({ draft, change, bulk }: FieldProps & { bulk: boolean }) {
  const { t } = useTranslation("acquisition");
  const shifts = draft.shifts ?? [];
  const put = (index: number, part: Partial<(typeof shifts)[number]>) =>
    change({ shifts: shifts.map((shift, place) => (place === index ? { ...shift, ...part } : shift)) });
  const add = () => change({ shifts: [...shifts, { days: [0, 1, 2, 3, 4], hours: { from_minute: NINE, until_minute: SIX, staff_ids: everybody(draft) } }] });
  return (
    <div className="siyu-question">
      <span>{t("times.shifts")}</span>
      {shifts.length === 0 && <span className="acq-hint">{t("times.always")}</span>}
      {shifts.map((shift, index) => (
        <div key={index} className="acq-shift" role="group" aria-label={t("times.shiftOf", { number: index + 1 })}>
          <Checkbox.Group value={shift.days} options={DAYS.map((day) => ({ value: day, label: t(`day.${day}`) }))} onChange={(days) => put(index, { days: days as number[] })} />
          <HoursFields hours={shift.hours} draft={draft} bulk={bulk} onChange={(hours) => put(index, { hours })} onRemove={() => change({ shifts: shifts.filter((_, place) => place !== index) })} />
        </div>
      ))}
      <div>
        <Button icon={<PlusOutlined />} onClick={add}>
          {t("times.addShift")}
        </Button>
      </div>
    </div>
  );
}

function SpecialDates({ draft, change, bulk }: FieldProps & { bulk: boolean }) {
  const { t } = useTranslation("acquisition");
  const days = draft.special_dates ?? [];
  const put = (index: number, hours: Hours[]) => change({ special_dates: days.map((day, place) => (place === index ? { ...day, hours } : day)) });
  const add = (date: string) => !days.some((day) => day.date === date) && change({ special_dates: [...days, { date, hours: [] }] });
  return (
    <div className="siyu-question">
      <span>{t("times.special")}</span>
      {days.map((day, index) => (
        <div key={day.date} className="acq-shift" role="group" aria-label={day.date}>
          <Flex gap={8} align="center" wrap>
            <strong>{day.date}</strong>
            {(day.hours ?? []).length === 0 && <span className="acq-hint">{t("times.closed")}</span>}
            <Button size="small" onClick={() => put(index, [...(day.hours ?? []), { from_minute: NINE, until_minute: SIX, staff_ids: everybody(draft) }])}>
              {t("times.addHours")}
            </Button>
            <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t("times.removeDate", { date: day.date })} onClick={() => change({ special_dates: days.filter((one) => one !== day) })} />
          </Flex>
          {(day.hours ?? []).map((hours, place) => (
            <HoursFields
              key={place}
              hours={hours}
              draft={draft}
              bulk={bulk}
              onChange={(next) => put(index, (day.hours ?? []).map((one, at) => (at === place ? next : one)))}
              onRemove={() => put(index, (day.hours ?? []).filter((_, at) => at !== place))}
            />
          ))}
        </div>
      ))}
      <DatePicker<Dayjs> aria-label={t("times.addDate")} placeholder={t("times.addDate")} value={null} minDate={wallNow()} onChange={(date) => date && add(date.format(DAY))} />
    </div>
  );
}

interface HoursProps {
  hours: Hours;
  draft: Settings;
  bulk: boolean;
  onChange: (hours: Hours) => void;
  onRemove: () => void;
}

function HoursFields({ hours, draft, bulk, onChange, onRemove }: HoursProps) {
  const { t } = useTranslation("acquisition");
  const name = useName();
  return (
    <Flex gap={8} align="center" wrap>
      <Span span={hours} onChange={(span) => onChange({ ...hours, ...span })} />
      {!bulk && (
        <Select
          mode="multiple"
          className="acq-who"
          aria-label={t("times.who")}
          placeholder={t("times.who")}
          value={hours.staff_ids}
          options={draft.seats.map((seat) => ({ value: seat.staff_id, label: name(seat.staff_id) }))}
          showSearch={{ optionFilterProp: "label" }}
          onChange={(staff_ids: number[]) => onChange({ ...hours, staff_ids })}
        />
      )}
      <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t("times.remove")} onClick={onRemove} />
    </Flex>
  );
}

interface SpanValue {
  from_minute: number;
  until_minute: number;
}

function Span({ span, onChange }: { span: SpanValue; onChange: (span: SpanValue) => void }) {
  const { t } = useTranslation("acquisition");
  return (
    <span className="acq-span">
      <MinuteInput label={t("times.from")} minute={span.from_minute} max={1439} onChange={(from_minute) => onChange({ from_minute, until_minute: span.until_minute })} />
      <span aria-hidden>–</span>
      <MinuteInput label={t("times.until")} minute={span.until_minute} max={1440} onChange={(until_minute) => onChange({ from_minute: span.from_minute, until_minute })} />
      {span.until_minute <= span.from_minute && <span className="acq-hint">{t("times.nextDay")}</span>}
    </span>
  );
}

/** A time typed as text: quicker than a clock face, and 24:00 can be said. */
function MinuteInput({ label, minute, max, onChange }: { label: string; minute: number; max: number; onChange: (minute: number) => void }) {
  const [text, setText] = useState<string | null>(null);
  const read = text === null ? minute : readMinute(text);
  const wrong = read === null || read > max;
  return (
    <Input
      className="acq-minute"
      aria-label={label}
      value={text ?? minuteText(minute)}
      status={wrong ? "error" : ""}
      onChange={(event) => {
        setText(event.target.value);
        const next = readMinute(event.target.value);
        if (next !== null && next <= max) onChange(next);
      }}
      onBlur={() => setText(null)}
    />
  );
}

function Accepting({ draft, change }: FieldProps) {
  const { t } = useTranslation("acquisition");
  const windows = draft.auto_accept ?? [];
  const [first] = windows;
  const mode = !first ? "never" : first.from_minute === 0 && first.until_minute === 1440 ? "always" : "windows";
  const pick = { never: [], always: [WHOLE_DAY], windows: [{ from_minute: NINE, until_minute: SIX }] };
  return (
    <div className="siyu-question">
      <span>{t("times.accept")}</span>
      <Flex gap={8} align="center" wrap>
        <Select
          aria-label={t("times.accept")}
          value={mode}
          options={(["always", "windows", "never"] as const).map((value) => ({ value, label: t(`accept.${value}`) }))}
          onChange={(value: keyof typeof pick) => change({ auto_accept: pick[value] })}
        />
        {mode === "windows" && first && <Span span={first} onChange={(span) => change({ auto_accept: [span, ...windows.slice(1)] })} />}
      </Flex>
    </div>
  );
}
