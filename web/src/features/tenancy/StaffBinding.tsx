import { Form, Select } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { listStaff, type User } from "./api";

const SHOWN = 20;

/** The member of staff an account is, chosen from the list; saved with the form around it. */
export function StaffBinding({ user }: { user: User }) {
  const { t } = useTranslation("tenancy");
  const brand = useBrand();
  const [words, setWords] = useState("");
  const found = useQuery({ queryKey: [brand.code, "staff", "choices", words], queryFn: () => listStaff(brand.code, { limit: SHOWN, search: words }) });
  const options = (found.data?.items ?? []).map((each) => ({ value: each.id, label: `${each.name} ${each.code}` }));
  const held = user.staff_id ?? null;
  const all = held !== null && !options.some((each) => each.value === held) ? [{ value: held, label: user.staff ?? String(held) }, ...options] : options;
  return (
    <Form.Item name="staff_id" label={t("users.staff")} extra={t("users.staffHint")}>
      <Select allowClear options={all} placeholder={t("users.noStaff")} showSearch={{ filterOption: false, onSearch: setWords }} />
    </Form.Item>
  );
}
