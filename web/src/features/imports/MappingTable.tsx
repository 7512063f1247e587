import { Select, Table } from "antd";
import { useTranslation } from "react-i18next";
import { usePhone } from "@/ui/usePhone";
import type { ImportDetail, Mapping } from "./api";
import { useTargetOptions } from "./useTargetOptions";

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
  const options = useTargetOptions(data);
  const examples = (column: string) =>
    data.sample.map((row) => row[column]).filter((value) => value !== null && value !== undefined && value !== "").slice(0, EXAMPLES);
  const set = (column: string, target: string | undefined) => {
    const others = Object.entries(mapping.columns).filter(([name]) => name !== column);
    onChange({ ...mapping, columns: Object.fromEntries([...others, [column, target ?? ""]]) });
  };
  const shown = (column: string) => examples(column).map(String).join(" · ");
  return (
    <Table
      size="small"
      pagination={data.columns.length > 50 ? { pageSize: 50 } : false}
      rowKey={(row) => row.column}
      dataSource={data.columns.map((column) => ({ column }))}
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
            <Select
              allowClear
              showSearch={{ optionFilterProp: "label" }}
              style={{ width: "100%" }}
              popupMatchSelectWidth={280}
              aria-label={`${column} ${t("mapping.means")}`}
              placeholder={t("mapping.skip")}
              value={mapping.columns[column] || null}
              onChange={(target: string | null) => set(column, target ?? undefined)}
              options={options(column, mapping.columns[column])}
            />
          ),
        },
      ]}
    />
  );
}
