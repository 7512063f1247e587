import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import type { SegmentLeaf } from "./rule";
import { useWords } from "./vocabulary";

/** Another saved segment; the one being edited cannot name itself. */
export function SegmentFields({ leaf, onChange }: { leaf: SegmentLeaf; onChange: (leaf: SegmentLeaf) => void }) {
  const { t } = useTranslation("segments");
  const { segments } = useWords();
  const { segmentId } = useParams();
  return (
    <Select
      className="seg-wide"
      showSearch={{ optionFilterProp: "label" }}
      value={leaf.segment || null}
      onChange={(segment) => onChange({ segment })}
      placeholder={t("leaf.chooseSegment")}
      aria-label={t("leaf.chooseSegment")}
      notFoundContent={t("leaf.noSegments")}
      options={segments.filter((each) => String(each.id) !== segmentId).map((each) => ({ value: each.id, label: each.name }))}
    />
  );
}
