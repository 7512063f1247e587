import { Flex, Input, Radio, Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Mapping } from "./api";

interface Props {
  mapping: Mapping;
  onChange: (mapping: Mapping) => void;
}

const STATUSES = ["created", "paid", "shipped", "finished", "cancelled"] as const;

/** The questions whose answer is not written in the file. */
export function MappingOptions({ mapping, onChange }: Props) {
  const { t } = useTranslation("imports");
  const set = (change: Partial<Mapping>) => onChange({ ...mapping, ...change });
  const dates = (
    <Question label={t("option.dates")}>
      <Select
        style={{ width: "100%" }}
        value={mapping.date_order ?? "auto"}
        onChange={(value) => set({ date_order: value === "auto" ? null : (value as "mdy" | "dmy") })}
        options={["auto", "mdy", "dmy"].map((value) => ({ value, label: t(`option.date.${value}`) }))}
      />
    </Question>
  );
  if (mapping.kind === "events") {
    return (
      <Flex vertical gap={16}>
        <Question label={t("option.eventName")}>
          <Input value={mapping.event_name} onChange={(event) => set({ event_name: event.target.value })} placeholder="Product Viewed" />
        </Question>
        {dates}
      </Flex>
    );
  }
  if (mapping.kind === "customers") {
    return (
      <Flex vertical gap={16}>
        <Question label={t("option.tagGroup")}>
          <Input value={mapping.tag_group} onChange={(event) => set({ tag_group: event.target.value })} placeholder={t("option.tagGroupExample")} />
        </Question>
        {dates}
      </Flex>
    );
  }
  return (
    <Flex vertical gap={16}>
      <OrderQuestions mapping={mapping} set={set} />
      {dates}
    </Flex>
  );
}

function OrderQuestions({ mapping, set }: { mapping: Mapping; set: (change: Partial<Mapping>) => void }) {
  const { t } = useTranslation("imports");
  return (
    <>
      <Question label={t("option.amount")}>
        <Radio.Group
          value={mapping.amount_unit}
          onChange={(event) => set({ amount_unit: event.target.value as Mapping["amount_unit"] })}
          options={["major", "minor"].map((value) => ({ value, label: t(`option.unit.${value}`) }))}
        />
      </Question>
      <Question label={t("option.negative")}>
        <Radio.Group
          className="siyu-choices"
          value={mapping.negative}
          onChange={(event) => set({ negative: event.target.value as Mapping["negative"] })}
          options={["reject", "return"].map((value) => ({ value, label: t(`option.negatives.${value}`) }))}
        />
      </Question>
      <Question label={t("option.number")}>
        <Radio.Group
          className="siyu-choices"
          value={mapping.order_number}
          onChange={(event) => set({ order_number: event.target.value as Mapping["order_number"] })}
          options={["column", "content"].map((value) => ({ value, label: t(`option.numbers.${value}`) }))}
        />
      </Question>
      <Question label={t("option.status")}>
        <Select
          style={{ width: "100%" }}
          value={mapping.order_status}
          onChange={(value) => set({ order_status: value })}
          options={STATUSES.map((value) => ({ value, label: t(`option.statuses.${value}`) }))}
        />
      </Question>
    </>
  );
}

function Question({ label, children }: { label: string; children: ReactNode }) {
  return (
    <label className="siyu-question">
      <span>{label}</span>
      {children}
    </label>
  );
}
