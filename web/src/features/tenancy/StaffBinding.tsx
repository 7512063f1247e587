import { Form, Select } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { useNotify } from "@/ui/useNotify";
import { listStaff, useBindUser, type User } from "./api";

const SHOWN = 20;

/** The member of staff an account is: chosen from the list, saved at once. */
export function StaffBinding({ user }: { user: User }) {
  const { t } = useTranslation("tenancy");
  const brand = useBrand();
  const notify = useNotify();
  const [words, setWords] = useState("");
  const bind = useBindUser(brand.code);
  const found = useQuery({ queryKey: [brand.code, "staff", "choices", words], queryFn: () => listStaff(brand.code, { limit: SHOWN, search: words }) });
  const options = (found.data?.items ?? []).map((each) => ({ value: each.id, label: `${each.name} ${each.code}` }));
  const held = user.staff_id ?? null;
  const all = held !== null && !options.some((each) => each.value === held) ? [{ value: held, label: user.staff ?? String(held) }, ...options] : options;
  const change = (staff_id: number | null) =>
    bind.mutate({ id: user.id, staff_id }, { onSuccess: () => notify.done(t("ui:saved")), onError: notify.failed });
  return (
    <Form.Item label={t("users.staff")} extra={t("users.staffHint")}>
      <Select
        allowClear
        aria-label={t("users.staff")}
        defaultValue={held}
        loading={bind.isPending}
        options={all}
        placeholder={t("users.noStaff")}
        showSearch={{ filterOption: false, onSearch: setWords }}
        onChange={(value: number | undefined) => change(value ?? null)}
      />
    </Form.Item>
  );
}
