import { PlusOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { EventLeaf, Value, Where } from "./rule";
import { fitted, isMoney, MEASURE_OPS, useWords } from "./vocabulary";
import { ValueInput } from "./ValueInput";
import { WhereRow } from "./WhereRow";
import { WindowInput } from "./WindowInput";

interface Props {
  leaf: EventLeaf;
  onChange: (leaf: EventLeaf) => void;
}

const MEASURES = ["count", "sum", "days", "last", "first"];
const RECENCY = new Set(["first", "last"]);
const COLUMNS = ["value_fen", "quantity"];

/** What somebody did: event, measure, comparison, window, and conditions on the event itself. */
export function EventFields({ leaf, onChange }: Props) {
  const { t } = useTranslation("segments");
  const { events } = useWords();
  const wheres = leaf.where ?? [];
  const setWheres = (where: Where[]) => onChange(where.length ? { ...leaf, where } : without(leaf, "where"));
  return (
    <>
      <Select
        className="seg-wide"
        showSearch={{ optionFilterProp: "label" }}
        value={leaf.event || null}
        onChange={(event) => onChange({ ...leaf, event })}
        placeholder={t("leaf.chooseEvent")}
        aria-label={t("leaf.chooseEvent")}
        options={events.map((each) => ({ value: each.name, label: each.label }))}
      />
      <MeasureInput leaf={leaf} onChange={onChange} />
      {!RECENCY.has(leaf.measure) && (
        <WindowInput
          window={leaf.window}
          onChange={(window) => onChange(window ? { ...leaf, window } : without(leaf, "window"))}
        />
      )}
      <Button type="link" size="small" icon={<PlusOutlined />} onClick={() => setWheres([...wheres, { property: "", op: "=", value: null }])}>
        {t("leaf.addWhere")}
      </Button>
      {wheres.map((where, index) => (
        <WhereRow
          key={index}
          event={leaf.event}
          where={where}
          onChange={(changed) => setWheres(wheres.map((each, place) => (place === index ? changed : each)))}
          onRemove={() => setWheres(wheres.filter((_, place) => place !== index))}
        />
      ))}
    </>
  );
}

function MeasureInput({ leaf, onChange }: Props) {
  const { t } = useTranslation("segments");
  const { events } = useWords();
  const properties = events.find((each) => each.name === leaf.event)?.properties ?? [];
  const setOp = (op: string) => onChange({ ...leaf, op, value: fitted(leaf.value, leaf.op, op) ?? null });
  const recency = RECENCY.has(leaf.measure);
  const kind = recency ? (isDay(leaf.value) ? "day" : "days") : leaf.measure === "sum" && isMoney(leaf.of) ? "money" : "number";
  return (
    <>
      <Select
        className="seg-op"
        value={leaf.measure}
        onChange={(measure) => onChange(measured(leaf, measure))}
        aria-label={t("leaf.measure")}
        popupMatchSelectWidth={false}
        options={MEASURES.map((each) => ({ value: each, label: t(`measure.${each}`) }))}
      />
      {leaf.measure === "sum" && (
        <Select
          className="seg-op"
          value={leaf.of ?? "value_fen"}
          onChange={(of) => onChange({ ...leaf, of })}
          aria-label={t("leaf.of")}
          popupMatchSelectWidth={false}
          options={[
            ...COLUMNS.map((each) => ({ value: each, label: t(`column.${each}`) })),
            ...properties.filter((each) => !COLUMNS.includes(String(each.value))),
          ]}
        />
      )}
      <Select
        className="seg-op"
        value={leaf.op}
        onChange={setOp}
        aria-label={t("leaf.comparison")}
        popupMatchSelectWidth={false}
        options={MEASURE_OPS.map((op) => ({ value: op, label: t(`op.${op}`) }))}
      />
      <ValueInput kind={kind} op={leaf.op} value={leaf.value} onChange={(value) => onChange({ ...leaf, value })} />
      {recency && <span className="siyu-quiet">{t("leaf.daysAgo")}</span>}
    </>
  );
}

const isDay = (value: Value | null) => typeof (Array.isArray(value) ? value[0] : value) === "string";

/** Changing the measure keeps what still makes sense: sums name what they add, recency has no window. */
function measured(leaf: EventLeaf, measure: string): EventLeaf {
  const bare = without(without(leaf, "of"), RECENCY.has(measure) ? "window" : "of");
  const value = RECENCY.has(measure) ? 30 : measure === "sum" ? 10_000 : 1;
  return { ...bare, measure, op: ">=", value, ...(measure === "sum" ? { of: "value_fen" } : {}) };
}

function without(leaf: EventLeaf, field: "where" | "window" | "of"): EventLeaf {
  return Object.fromEntries(Object.entries(leaf).filter(([name]) => name !== field)) as unknown as EventLeaf;
}
