import { Select } from "antd";
import { useTranslation } from "react-i18next";
import type { AttributeLeaf } from "./rule";
import { fitted, isMoney, opsOf, useWords, valueKind } from "./vocabulary";
import { ValueInput } from "./ValueInput";

export function AttributeFields({ leaf, onChange }: { leaf: AttributeLeaf; onChange: (leaf: AttributeLeaf) => void }) {
  const { t } = useTranslation("segments");
  const { attributes } = useWords();
  const word = attributes.find((each) => each.key === leaf.attribute);
  const choose = (key: string) => {
    const op = opsOf(attributes.find((each) => each.key === key))[0] ?? "=";
    onChange({ attribute: key, op, value: op === "in" ? [] : null });
  };
  const setOp = (op: string) => {
    const { value, ...rest } = leaf;
    const kept = fitted(value, leaf.op, op);
    onChange(kept === undefined ? { ...rest, op } : { ...rest, op, value: kept });
  };
  const kind = valueKind(word?.kind ?? "text", leaf.op);
  return (
    <>
      <Select
        className="seg-wide"
        showSearch={{ optionFilterProp: "label" }}
        value={leaf.attribute || null}
        onChange={choose}
        placeholder={t("leaf.chooseAttribute")}
        aria-label={t("leaf.chooseAttribute")}
        options={attributes.map((each) => ({ value: each.key, label: each.label }))}
      />
      {leaf.attribute && (
        <>
          <Select
            className="seg-op"
            value={leaf.op}
            onChange={setOp}
            aria-label={t("leaf.comparison")}
            popupMatchSelectWidth={false}
            options={opsOf(word).map((op) => ({ value: op, label: t(`op.${op}`) }))}
          />
          <ValueInput
            kind={kind === "number" && isMoney(leaf.attribute) ? "money" : kind}
            op={leaf.op}
            value={leaf.value}
            choices={word?.choices ?? []}
            onChange={(value) => onChange({ ...leaf, value })}
          />
        </>
      )}
    </>
  );
}
