import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { useSavedMappings, type Kind, type Mapping } from "./api";

/** Mappings kept earlier or shipped with the product; picking one fills the table. */
export function SavedMappings({ kind, onPick }: { kind: Kind; onPick: (mapping: Mapping) => void }) {
  const { t } = useTranslation("imports");
  const brand = useBrand();
  const saved = useSavedMappings(brand.code);
  const fitting = (saved.data ?? []).filter((each) => each.mapping.kind === kind);
  if (fitting.length === 0) return null;
  return (
    <Select
      className="siyu-filter"
      placeholder={t("mapping.use")}
      aria-label={t("mapping.use")}
      value={null}
      onSelect={(name: string | null) => {
        const picked = fitting.find((each) => each.name === name);
        if (picked) onPick(picked.mapping);
      }}
      options={fitting.map((each) => ({ value: each.name, label: each.name }))}
    />
  );
}
