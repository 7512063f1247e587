import { Flex, Table, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/ui/EmptyState";
import { TimeText } from "@/ui/TimeText";
import type { CustomerDetail } from "./api";

type Consents = CustomerDetail["consents"];

function useChannelName(): (channel: string) => string {
  const { t } = useTranslation("customers");
  return (channel) => t(`consent.channels.${channel}`, { defaultValue: channel });
}

/** The newest word per channel. */
function latest(consents: Consents): Consents {
  const byChannel = new Map<string, Consents[number]>();
  for (const each of consents) {
    const known = byChannel.get(each.channel);
    if (!known || known.at_ms < each.at_ms) byChannel.set(each.channel, each);
  }
  return [...byChannel.values()];
}

export function ConsentNow({ consents }: { consents: Consents }) {
  const { t } = useTranslation("customers");
  const name = useChannelName();
  const now = latest(consents);
  if (now.length === 0) return <span className="siyu-quiet">{t("consent.none")}</span>;
  return (
    <Flex gap={4} wrap>
      {now.map((each) => (
        <Tag key={each.channel} color={each.granted ? "success" : "error"}>
          {name(each.channel)} {each.granted ? t("consent.granted") : t("consent.refused")}
        </Tag>
      ))}
    </Flex>
  );
}

/** Every time this person allowed or refused messages, newest first. */
export function ConsentList({ consents }: { consents: Consents }) {
  const { t } = useTranslation("customers");
  const name = useChannelName();
  return (
    <Table
      size="small"
      pagination={false}
      scroll={{ x: "max-content" }}
      rowKey={(each) => `${each.channel} ${each.at_ms}`}
      dataSource={[...consents].sort((a, b) => b.at_ms - a.at_ms)}
      locale={{ emptyText: <EmptyState title={t("consent.none")} hint={t("consent.hint")} /> }}
      columns={[
        { title: t("consent.channel"), render: (_: unknown, each) => name(each.channel) },
        { title: t("consent.word"), render: (_: unknown, each) => (each.granted ? t("consent.granted") : t("consent.refused")) },
        { title: t("consent.evidence"), dataIndex: "evidence" },
        { title: t("consent.at"), render: (_: unknown, each) => <TimeText atMs={each.at_ms} as="time" /> },
      ]}
    />
  );
}
