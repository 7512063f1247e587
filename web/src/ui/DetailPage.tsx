import { Card, Descriptions, Tabs } from "antd";
import type { ReactNode } from "react";
import { PageHeader, type PageHeaderProps } from "./PageHeader";
import { usePhone } from "./usePhone";
import { useUrlState } from "./useUrlState";

export interface Fact {
  label: string;
  value: ReactNode;
}

interface Props extends PageHeaderProps {
  /** Who or what it is, in about five lines. */
  facts: Fact[];
  aside?: ReactNode;
  tabs: { key: string; label: ReactNode; children: ReactNode }[];
}

/** Left who it is, right what there is to know; the open tab is part of the address. */
export function DetailPage({ facts, aside, tabs, ...header }: Props) {
  const phone = usePhone();
  const [tab, setTab] = useUrlState("tab", tabs[0]?.key ?? "");
  return (
    <div>
      <PageHeader {...header} />
      <div className={phone ? "siyu-detail siyu-detail-phone" : "siyu-detail"}>
        <aside>
          <Card size="small">
            <Descriptions
              column={1}
              size="small"
              colon={false}
              items={facts.map((fact) => ({ key: fact.label, label: fact.label, children: fact.value }))}
            />
          </Card>
          {aside}
        </aside>
        <Card className="siyu-detail-main">
          <Tabs activeKey={tab} onChange={setTab} items={tabs} />
        </Card>
      </div>
    </div>
  );
}
