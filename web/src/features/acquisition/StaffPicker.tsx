import { Select } from "antd";
import { use, useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { useStaffSearch } from "./api";
import { PeopleContext, useName } from "./people";

interface Props {
  value: number | null;
  onPick: (id: number) => void;
  label: string;
  /** People who cannot be picked again. */
  taken?: number[];
}

/** Picks one member of staff by name; those without a WeCom account are shown, but cannot be picked. */
export function StaffPicker({ value, onPick, label, taken = [] }: Props) {
  const { t } = useTranslation("acquisition");
  const brand = useBrand();
  const people = use(PeopleContext);
  const name = useName();
  const [search, setSearch] = useState("");
  const staff = useStaffSearch(brand.code, search);
  const options = (staff.data?.items ?? [])
    .filter((each) => !taken.includes(each.id))
    .map((each) => ({ value: each.id, label: each.wecom_userid ? each.name : t("people.noWecom", { name: each.name }), disabled: !each.wecom_userid || !each.active, name: each.name }));
  if (value !== null && !options.some((each) => each.value === value)) options.push({ value, label: name(value), disabled: false, name: name(value) });
  return (
    <Select<number>
      className="acq-staff"
      aria-label={label}
      placeholder={label}
      value={value}
      showSearch={{ filterOption: false, onSearch: setSearch }}
      loading={staff.isFetching}
      options={options}
      onChange={(id: number) => {
        const picked = options.find((each) => each.value === id);
        if (picked) people.meet(id, picked.name);
        setSearch("");
        onPick(id);
      }}
    />
  );
}
