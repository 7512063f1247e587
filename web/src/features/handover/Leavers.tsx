import { ReloadOutlined } from "@ant-design/icons";
import { Button, Card, Flex, Table, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { formatAsOf, formatNumber } from "@/ui/format";
import { Loaded } from "@/ui/Loaded";
import { paths } from "@/ui/paths";
import { RightButton } from "@/ui/RightButton";
import { TimeText } from "@/ui/TimeText";
import { useNotify } from "@/ui/useNotify";
import { useCount, useLeavers, type Leaver } from "./api";

/** People who left, and how many customers, groups and accounts still hang on them. */
export function Leavers() {
  const { t } = useTranslation("handover");
  const brand = useBrand();
  const leavers = useLeavers(brand.code);
  const count = useCount(brand.code);
  const notify = useNotify();
  const again = () => count.mutate(undefined, { onError: (error) => notify.failed(error) });
  const busy = count.isPending || leavers.data?.counting === true;
  return (
    <Card
      size="small"
      title={t("leavers.title")}
      extra={
        <Flex gap={8} align="center">
          {leavers.data && leavers.data.counted_at_ms > 0 && (
            <Typography.Text type="secondary" className="handover-asof">{t("ui:asOf", { time: formatAsOf(leavers.data.counted_at_ms) })}</Typography.Text>
          )}
          <RightButton needs="handover.write" size="small" icon={<ReloadOutlined />} loading={busy} onClick={again}>
            {busy ? t("leavers.counting") : t("leavers.count")}
          </RightButton>
        </Flex>
      }
    >
      <Loaded query={leavers} rows={3}>
        {({ people }) => (people.length === 0 ? <EmptyState title={t("leavers.empty")} hint={t("leavers.emptyHint")} /> : <People people={people} />)}
      </Loaded>
    </Card>
  );
}

function People({ people }: { people: Leaver[] }) {
  const { t } = useTranslation("handover");
  const brand = useBrand();
  const navigate = useNavigate();
  const [picked, setPicked] = useState<number[]>([]);
  const plan = (ids: number[]) => void navigate(paths.handoverNew(brand.code, { from: ids.join(",") }));
  const figure = (value: number | null) => <span className="siyu-number">{value === null ? "—" : formatNumber(value)}</span>;
  return (
    <div className="siyu-stack">
      {picked.length > 0 && (
        <Flex className="siyu-batch" gap={12} align="center" wrap>
          <span>{t("ui:list.selected", { count: picked.length })}</span>
          <Button size="small" type="primary" onClick={() => plan(picked)}>{t("start")}</Button>
        </Flex>
      )}
      <Table<Leaver>
        size="small"
        rowKey="staff_id"
        dataSource={people}
        pagination={people.length > 10 ? { pageSize: 10, showSizeChanger: false } : false}
        scroll={{ x: "max-content" }}
        rowSelection={{
          selectedRowKeys: picked,
          onChange: (keys) => setPicked(keys.map(Number)),
          getCheckboxProps: () => ({ "aria-label": t("ui:list.select") }),
          hideSelectAll: true,
          columnWidth: 48,
        }}
        columns={[
          { key: "name", title: t("leavers.name"), dataIndex: "name" },
          { key: "unit", title: t("leavers.unit"), render: (_, each) => each.unit || "—" },
          { key: "left", title: t("leavers.left"), render: (_, each) => <TimeText atMs={each.left_at_ms} /> },
          { key: "customers", title: t("field.customers"), align: "right", render: (_, each) => figure(each.customers) },
          { key: "moving", title: t("leavers.moving"), align: "right", render: (_, each) => figure(each.moving) },
          { key: "groups", title: t("field.groups"), align: "right", render: (_, each) => figure(each.groups) },
          { key: "accounts", title: t("leavers.accounts"), align: "right", render: (_, each) => (each.accounts ? <Link to={paths.accounts(brand.code)}>{formatNumber(each.accounts)}</Link> : figure(0)) },
          {
            key: "do",
            title: t("leavers.do"),
            render: (_, each) => (
              <RightButton needs="handover.write" size="small" onClick={() => plan([each.staff_id])}>
                {t("leavers.plan")}
              </RightButton>
            ),
          },
        ]}
      />
    </div>
  );
}
