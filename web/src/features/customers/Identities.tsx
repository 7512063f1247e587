import { Table } from "antd";
import { useTranslation } from "react-i18next";
import type { CustomerDetail } from "./api";

/** Every number and account by which this person is recognised. */
export function Identities({ identities }: { identities: CustomerDetail["identities"] }) {
  const { t } = useTranslation("customers");
  return (
    <Table
      size="small"
      pagination={false}
      scroll={{ x: "max-content" }}
      rowKey={(each) => `${each.kind} ${each.value}`}
      dataSource={identities}
      columns={[
        { title: t("identity.kind"), render: (_: unknown, each) => t(`identity.kinds.${each.kind}`, { defaultValue: each.kind }) },
        { title: t("identity.value"), render: (_: unknown, each) => <code>{each.value}</code> },
      ]}
    />
  );
}
