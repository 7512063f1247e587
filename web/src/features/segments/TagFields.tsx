import { Select } from "antd";
import { useTranslation } from "react-i18next";
import type { TagLeaf } from "./rule";
import { useWords } from "./vocabulary";

export function TagFields({ leaf, onChange }: { leaf: TagLeaf; onChange: (leaf: TagLeaf) => void }) {
  const { t } = useTranslation("segments");
  const { tags } = useWords();
  const groups = [...new Set(tags.map((tag) => tag.group))];
  return (
    <Select
      className="seg-wide"
      showSearch={{ optionFilterProp: "label" }}
      value={leaf.tag || null}
      onChange={(tag) => onChange({ tag })}
      placeholder={t("leaf.chooseTag")}
      aria-label={t("leaf.chooseTag")}
      notFoundContent={t("leaf.noTags")}
      options={groups.map((group) => ({
        label: group || t("leaf.noGroup"),
        options: tags.filter((tag) => tag.group === group).map((tag) => ({ value: tag.name, label: tag.name })),
      }))}
    />
  );
}
