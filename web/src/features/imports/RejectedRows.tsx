import { Card, Table } from "antd";
import { useTranslation } from "react-i18next";
import { typeset } from "@/i18n/typeset";
import { formatNumber } from "@/ui/format";
import type { ImportDetail } from "./api";

/** The first refused rows: where, what, why, and how to mend them; the download has them all. */
export function RejectedRows({ data }: { data: ImportDetail }) {
  const { t } = useTranslation("imports");
  return (
    <Card title={t("rejected.title", { shown: formatNumber(data.rejected.length), total: formatNumber(data.totals.rejected) })} styles={{ body: { padding: 0 } }}>
      <Table
        size="small"
        pagination={false}
        scroll={{ x: "max-content" }}
        rowKey={(row) => `${row.row_no} ${row.field}`}
        dataSource={data.rejected}
        columns={[
          { title: t("rejected.row"), dataIndex: "row_no", align: "right" },
          { title: t("rejected.field"), dataIndex: "field" },
          { title: t("rejected.value"), render: (_: unknown, row) => <code>{row.value}</code> },
          { title: t("rejected.reason"), render: (_: unknown, row) => typeset(row.reason) },
          { title: t("rejected.fix"), render: (_: unknown, row) => typeset(row.fix) },
        ]}
      />
    </Card>
  );
}
