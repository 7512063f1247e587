import { CloseOutlined } from "@ant-design/icons";
import { Button, Flex, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Value, Where } from "./rule";
import { fitted, isMoney, useWords, WHERE_OPS } from "./vocabulary";
import { ValueInput } from "./ValueInput";

interface Props {
  event: string;
  where: Where;
  onChange: (where: Where) => void;
  onRemove: () => void;
}

const COLUMNS = ["value_fen", "quantity"];
const NUMERIC_OPS = new Set([">", ">=", "<", "<=", "between"]);

/** One condition on a property of the event that is counted. */
export function WhereRow({ event, where, onChange, onRemove }: Props) {
  const { t } = useTranslation("segments");
  const { events } = useWords();
  const known = events.find((each) => each.name === event)?.properties ?? [];
  const columns = COLUMNS.map((each) => ({ value: each, label: t(`column.${each}`) }));
  const [typed, setTyped] = useState("");
  const named = [...columns, ...known.filter((each) => !COLUMNS.includes(String(each.value)))];
  // A property that has not been seen yet can be typed.
  const own = [where.property, typed.trim()].filter((each) => each && !named.some((one) => one.value === each || one.label === each));
  const options = [...named, ...[...new Set(own)].map((each) => ({ value: each, label: each }))];
  const setOp = (op: string) => {
    const { value, ...rest } = where;
    const kept = fitted(value, where.op, op);
    onChange(kept === undefined ? { ...rest, op } : { ...rest, op, value: kept });
  };
  const kind = isMoney(where.property) ? "money" : where.property === "quantity" || NUMERIC_OPS.has(where.op) ? "number" : "text";
  const setValue = (value: Value | null) => onChange({ ...where, value });
  return (
    <Flex gap={8} wrap align="center" className="seg-where">
      <span className="siyu-quiet">{t("leaf.where")}</span>
      <Select<string | number>
        className="seg-prop"
        showSearch={{ optionFilterProp: "label", onSearch: setTyped }}
        value={where.property || null}
        onChange={(property) => onChange({ ...where, property: String(property) })}
        options={options}
        placeholder={t("leaf.property")}
        aria-label={t("leaf.property")}
      />
      <Select
        className="seg-op"
        value={where.op}
        onChange={setOp}
        aria-label={t("leaf.comparison")}
        popupMatchSelectWidth={false}
        options={WHERE_OPS.map((op) => ({ value: op, label: t(`op.${op}`) }))}
      />
      <ValueInput kind={kind} op={where.op} value={where.value} onChange={setValue} />
      <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t("leaf.removeWhere")} onClick={onRemove} />
    </Flex>
  );
}
