import { Flex, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { useNotify } from "@/ui/useNotify";
import { useTagCustomer, useTagGroups, type CustomerDetail } from "./api";
import { TagChips } from "./TagChips";

export function CustomerTags({ customer }: { customer: CustomerDetail }) {
  const { t } = useTranslation("customers");
  const brand = useBrand();
  const notify = useNotify();
  const groups = useTagGroups(brand.code);
  const change = useTagCustomer(brand.code, customer.id);
  const ids = new Map(customer.tag_list.map((tag) => [tag.name, tag.id]));
  const set = (tagId: number | undefined, on: boolean) =>
    tagId !== undefined && change.mutate({ tagId, on }, { onError: notify.failed });
  const mayTag = brand.can["customers.write"] === true;
  return (
    <Flex vertical gap={12}>
      <TagChips tags={customer.tags} {...(mayTag ? { onRemove: (tag: string) => set(ids.get(tag), false) } : {})} />
      <Select
        showSearch={{ optionFilterProp: "label" }}
        placeholder={t("tags.add")}
        aria-label={t("tags.add")}
        value={null}
        disabled={!mayTag}
        loading={groups.isLoading || change.isPending}
        onSelect={(id: number | null) => set(id ?? undefined, true)}
        options={(groups.data ?? []).map((group) => ({
          label: group.name,
          options: group.tags.filter((tag) => !ids.has(tag.name)).map((tag) => ({ value: tag.id, label: tag.name })),
        }))}
      />
    </Flex>
  );
}
