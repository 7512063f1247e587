import { DownloadOutlined, QuestionCircleOutlined } from "@ant-design/icons";
import { Button, Card, Dropdown, Flex, Segmented, Table, Tooltip, Typography } from "antd";
import type { EChartsType } from "echarts/core";
import { useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { download, downloadCsv } from "./csv";
import { EChart, type ChartClick, type ChartOption } from "./EChart";
import { EmptyState } from "./EmptyState";
import { formatAsOf } from "./format";
import { useUrlState } from "./useUrlState";

export interface ReportTable {
  columns: string[];
  /** Raw values for the CSV. */
  rows: (string | number | null)[][];
  /** How a row is shown on the page; the raw values when left out. */
  cells?: ReactNode[][];
}

interface Props {
  /** Names the address parameter that remembers picture or table. */
  id: string;
  question: string;
  answer?: ReactNode;
  definition?: string;
  asOfMs?: number | null;
  option: ChartOption;
  table: ReportTable;
  height?: number;
  onChartClick?: (point: ChartClick) => void;
  /** What to do with the people behind the picture. */
  actions?: ReactNode;
  /** Shown instead of the picture when there is nothing to draw. */
  emptyHint?: string;
}

/** A question, its answer in a sentence, a picture, the table behind it and downloads of both. */
export function ReportCard(props: Props) {
  const { t } = useTranslation("ui");
  const [view, setView] = useUrlState(`${props.id}_view`, "chart");
  const chart = useRef<EChartsType | null>(null);
  const empty = props.table.rows.length === 0;
  const savePicture = () =>
    chart.current && download(`${props.question}.png`, chart.current.getDataURL({ pixelRatio: 2, backgroundColor: "#fff" }));
  const saveCsv = () => downloadCsv(props.question, [props.table.columns, ...props.table.rows]);
  return (
    <Card className="siyu-report">
      <Flex justify="space-between" align="flex-start" gap={12} wrap>
        <Heading {...props} />
        {!empty && (
          <Flex gap={8} align="center">
            <Segmented
              size="small"
              value={view}
              onChange={setView}
              options={[
                { value: "chart", label: t("report.chart") },
                { value: "table", label: t("report.table") },
              ]}
            />
            <Dropdown
              menu={{
                items: [
                  { key: "png", label: t("report.png"), onClick: savePicture, disabled: view !== "chart" },
                  { key: "csv", label: t("report.csv"), onClick: saveCsv },
                ],
              }}
            >
              <Button size="small" type="text" icon={<DownloadOutlined />} aria-label={t("report.download")} />
            </Dropdown>
          </Flex>
        )}
      </Flex>
      {empty ? (
        <EmptyState title={t("report.empty")} {...(props.emptyHint ? { hint: props.emptyHint } : {})} />
      ) : view === "chart" ? (
        <EChart
          option={props.option}
          label={props.question}
          {...(props.height ? { height: props.height } : {})}
          {...(props.onChartClick ? { onClick: props.onChartClick } : {})}
          onReady={(made) => (chart.current = made)}
        />
      ) : (
        <ReportRows table={props.table} />
      )}
      {!empty && props.actions && <Flex gap={16} wrap className="siyu-report-actions">{props.actions}</Flex>}
    </Card>
  );
}

function Heading({ question, answer, definition, asOfMs }: Props) {
  const { t } = useTranslation("ui");
  return (
    <div>
      <Typography.Title level={2}>
        {question}
        {definition && (
          <Tooltip title={definition}>
            <QuestionCircleOutlined className="siyu-definition" aria-label={definition} />
          </Tooltip>
        )}
      </Typography.Title>
      {answer && <Typography.Paragraph className="siyu-answer">{answer}</Typography.Paragraph>}
      {asOfMs ? <Typography.Text type="secondary">{t("asOf", { time: formatAsOf(asOfMs) })}</Typography.Text> : null}
    </div>
  );
}

function ReportRows({ table }: { table: ReportTable }) {
  const cells = table.cells ?? table.rows;
  return (
    <Table
      size="small"
      pagination={cells.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
      scroll={{ x: "max-content" }}
      rowKey={(row) => row.index}
      dataSource={cells.map((row, index) => ({ index, row }))}
      columns={table.columns.map((title, column) => ({
        title,
        key: title,
        render: (_: unknown, { row }: { row: ReactNode[] }) => row[column],
      }))}
    />
  );
}
