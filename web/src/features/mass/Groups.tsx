import { Radio, Select } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { formatNumber } from "@/ui/format";
import { useGroupChoices } from "./api";
import type { useMassDraft } from "./useMassDraft";

type Draft = ReturnType<typeof useMassDraft>;

/** Whether it goes to customers one by one, or into their groups. */
export function To({ draft }: { draft: Draft }) {
  const { t } = useTranslation("mass");
  return (
    <div className="siyu-question">
      <span>{t("field.to")}</span>
      <Radio.Group value={draft.toGroups} disabled={draft.saved} onChange={(event) => draft.setToGroups(event.target.value as boolean)}>
        <Radio value={false}>{t("form.toCustomers")}</Radio>
        <Radio value>{t("form.toGroups")}</Radio>
      </Radio.Group>
    </div>
  );
}

/** Which groups: searched by their name or their owner's. */
export function Groups({ draft }: { draft: Draft }) {
  const { t } = useTranslation("mass");
  const brand = useBrand();
  const [search, setSearch] = useState("");
  const found = useGroupChoices(brand.code, search);
  const chosen = useMemo(() => draft.plan.audience.groups ?? [], [draft.plan.audience.groups]);
  const called = (name: string, owner: string) => t("form.groupOf", { name: name || t("unnamedGroup"), owner });
  const known = new Map(chosen.map((each) => [each.chat_id, each]));
  for (const each of found.data ?? []) known.set(each.chat_id, { chat_id: each.chat_id, name: each.name, owner: each.owner });
  const options = (found.data ?? []).map((each) => {
    const group = called(each.name, each.owner_name || each.owner);
    return { value: each.chat_id, chosen: group, label: each.room > 0 ? group : t("form.groupFull", { group }) };
  });
  for (const each of chosen) {
    if (!options.some((one) => one.value === each.chat_id)) options.push({ value: each.chat_id, chosen: each.name || t("unnamedGroup"), label: each.name || t("unnamedGroup") });
  }
  const pick = (ids: string[]) => draft.change({ audience: { ...draft.plan.audience, groups: ids.flatMap((id) => known.get(id) ?? []) } });
  return (
    <div className="siyu-question">
      <span>{t("field.groups")}</span>
      <Select<string[]>
        mode="multiple"
        maxTagCount={20}
        showSearch={{ filterOption: false, onSearch: setSearch }}
        allowClear
        loading={found.isFetching}
        aria-label={t("field.groups")}
        placeholder={t("form.groupsExample")}
        value={chosen.map((each) => each.chat_id)}
        options={options}
        optionLabelProp="chosen"
        notFoundContent={found.isPending ? null : t("form.noGroup")}
        onChange={pick}
      />
      <span className="siyu-quiet">{t("form.groupsHint", { count: formatNumber(chosen.length) })}</span>
    </div>
  );
}
