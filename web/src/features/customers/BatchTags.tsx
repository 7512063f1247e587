import { Select } from "antd";
import type { Key } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { useNotify } from "@/ui/useNotify";
import { formatPeople } from "@/ui/format";
import { useTagCustomers, useTagGroups } from "./api";

/** Put a tag on the selected customers, or take one off; shown to those who may. */
export function BatchTags({ selected, onDone }: { selected: Key[]; onDone: () => void }) {
  const { t } = useTranslation("customers");
  const brand = useBrand();
  const notify = useNotify();
  const groups = useTagGroups(brand.code);
  const change = useTagCustomers(brand.code);
  const set = (tagId: number, on: boolean) =>
    change.mutate(
      { ids: selected.map(Number), tagId, on },
      {
        onSuccess: () => {
          notify.done(t(on ? "batch.added" : "batch.removed", { people: formatPeople(selected.length) }));
          onDone();
        },
        onError: notify.failed,
      },
    );
  const pick = (label: string, on: boolean) => (
    <Select
      showSearch={{ optionFilterProp: "label" }}
      className="siyu-filter"
      placeholder={label}
      aria-label={label}
      value={null}
      loading={groups.isLoading || change.isPending}
      disabled={change.isPending}
      onSelect={(id: number | null) => id !== null && set(id, on)}
      options={(groups.data ?? []).map((group) => ({
        label: group.name,
        options: group.tags.map((tag) => ({ value: tag.id, label: tag.name })),
      }))}
    />
  );
  return (
    <>
      {pick(t("tags.add"), true)}
      {pick(t("batch.remove"), false)}
    </>
  );
}
