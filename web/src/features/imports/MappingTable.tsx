import { Select, Table } from "antd";
import { useTranslation } from "react-i18next";
import { usePhone } from "@/ui/usePhone";
import type { ImportDetail, Mapping } from "./api";

const EXAMPLES = 3;

interface Props {
  data: ImportDetail;
  mapping: Mapping;
  onChange: (mapping: Mapping) => void;
}

/** One line per column of the file: its name, a few of its values, and what it means. */
export function MappingTable({ data, mapping, onChange }: Props) {
  const { t } = useTranslation("imports");
  const phone = usePhone();
  const examples = (column: string) =>
    data.sample.rows.map((row) => row[column]).filter((value) => value !== null && value !== undefined && value !== "").slice(0, EXAMPLES);
  const set = (column: string, target: string | undefined) => {
    const others = Object.entries(mapping.columns).filter(([name]) => name !== column);
    onChange({ ...mapping, columns: Object.fromEntries(target ? [...others, [column, target]] : others) });
  };
  const shown = (column: string) => examples(column).map(String).join(" · ");
  return (
    <Table
      size="small"
      pagination={data.sample.columns.length > 50 ? { pageSize: 50 } : false}
      rowKey={(row) => row.column}
      dataSource={data.sample.columns.map((column) => ({ column }))}
      columns={[
        {
          title: t("mapping.column"),
          render: (_: unknown, { column }: { column: string }) => (
            <div>
              <strong>{column}</strong>
              {phone && <div className="siyu-quiet siyu-clip">{shown(column)}</div>}
            </div>
          ),
        },
        ...(phone ? [] : [{ title: t("mapping.examples"), render: (_: unknown, { column }: { column: string }) => <span className="siyu-quiet">{shown(column)}</span> }]),
        {
          title: t("mapping.means"),
          width: phone ? 150 : 240,
          render: (_: unknown, { column }: { column: string }) => (
            <TargetSelect data={data} column={column} value={mapping.columns[column]} onChange={(target) => set(column, target)} />
          ),
        },
      ]}
    />
  );
}

interface SelectProps {
  data: ImportDetail;
  column: string;
  value: string | undefined;
  onChange: (target: string | undefined) => void;
}

function TargetSelect({ data, column, value, onChange }: SelectProps) {
  const { t } = useTranslation("imports");
  return (
    <Select
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      style={{ width: "100%" }}
      aria-label={`${column} ${t("mapping.means")}`}
      placeholder={t("mapping.skip")}
      value={value ?? null}
      onChange={(target: string | null) => onChange(target ?? undefined)}
      options={data.targets.map((each) => ({ value: each.target, label: each.name }))}
    />
  );
}
