import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { useCustomers, useLeavers, useStaff } from "./api";

interface Props {
  label: string;
  value: number[];
  onChange: (ids: number[]) => void;
  /** People who cannot be chosen here. */
  without?: number[];
}

interface Option {
  value: number;
  label: string;
}

/** Keeps the names of those chosen, as the next search no longer lists them. */
function useNames(found: Option[], known: Option[]): (ids: number[]) => Option[] {
  const [met, setMet] = useState<Map<number, string>>(new Map());
  const fresh = [...known, ...found].filter((each) => met.get(each.value) !== each.label);
  if (fresh.length > 0) setMet(new Map([...met, ...fresh.map((each) => [each.value, each.label] as const)]));
  return (ids) => ids.map((id) => ({ value: id, label: met.get(id) ?? "…" }));
}

/** Who hands over: anybody who serves, and those who left. */
export function GiverSelect({ label, value, onChange }: Props) {
  const { t } = useTranslation("handover");
  const brand = useBrand();
  const [words, setWords] = useState("");
  const staff = useStaff(brand.code, words);
  const leavers = useLeavers(brand.code).data?.people ?? [];
  const left = leavers.map((each) => ({ value: each.staff_id, label: t("plan.left", { name: each.name }) }));
  const gone = new Set(left.map((each) => each.value));
  const people = (staff.data?.items ?? [])
    .filter((each) => each.wecom_userid && !gone.has(each.id))
    .map((each) => ({ value: each.id, label: each.active ? `${each.name}（${each.code}）` : t("plan.left", { name: each.name }) }));
  const shown = [...left.filter((each) => each.label.includes(words)), ...people];
  return <Many label={label} options={shown} names={useNames(people, left)} value={value} busy={staff.isFetching} onSearch={setWords} onChange={onChange} />;
}

/** Who takes over: people who serve and have a WeCom account. */
export function TakerSelect({ label, value, onChange, without = [] }: Props) {
  const brand = useBrand();
  const [words, setWords] = useState("");
  const staff = useStaff(brand.code, words);
  const people = (staff.data?.items ?? [])
    .filter((each) => each.active && each.wecom_userid && !without.includes(each.id))
    .map((each) => ({ value: each.id, label: `${each.name}（${each.code}）` }));
  return <Many label={label} options={people} names={useNames(people, [])} value={value} busy={staff.isFetching} onSearch={setWords} onChange={onChange} />;
}

/** Customers found by name, phone or number. */
export function CustomerSelect({ label, value, onChange }: Props) {
  const { t } = useTranslation("handover");
  const brand = useBrand();
  const [words, setWords] = useState("");
  const found = useCustomers(brand.code, words.trim());
  const people = (found.data?.items ?? []).map((each) => ({ value: each.id, label: [each.name || t("unnamed"), each.phone].filter(Boolean).join(" · ") }));
  return <Many label={label} options={people} names={useNames(people, [])} value={value} busy={found.isFetching} onSearch={setWords} onChange={onChange} />;
}

interface ManyProps extends Props {
  options: Option[];
  names: (ids: number[]) => Option[];
  busy: boolean;
  onSearch: (words: string) => void;
}

function Many({ label, options, names, value, busy, onSearch, onChange }: ManyProps) {
  const { t } = useTranslation("handover");
  const listed = new Set(options.map((each) => each.value));
  return (
    <Select<number[]>
      mode="multiple"
      aria-label={label}
      placeholder={t("plan.search")}
      showSearch={{ filterOption: false, onSearch }}
      loading={busy}
      value={value}
      options={[...options, ...names(value.filter((id) => !listed.has(id)))]}
      notFoundContent={t("plan.notFound")}
      onChange={onChange}
    />
  );
}
