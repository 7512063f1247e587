import { Flex } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { Loaded } from "@/ui/Loaded";
import { PageHeader } from "@/ui/PageHeader";
import { useChannels, useRules, type Channel } from "./api";
import { ChannelForm } from "./ChannelForm";
import { RulesForm } from "./RulesForm";

/** What most brands set up first stands first. */
const ORDER = ["wecom", "webhook"];
const byUse = (a: Channel, b: Channel) => ORDER.indexOf(a.channel) - ORDER.indexOf(b.channel);

/** How messages leave: the rules for all channels, then each channel. */
export function ChannelsPage() {
  const { t } = useTranslation("outreach");
  const brand = useBrand();
  const channels = useChannels(brand.code);
  const rules = useRules(brand.code);
  return (
    <div>
      <PageHeader title={t("channels.title")} purpose={t("channels.purpose")} />
      <Flex vertical gap={16}>
        <Loaded query={rules}>{(data) => <RulesForm rules={data} />}</Loaded>
        <Loaded query={channels}>{(data) => [...data].sort(byUse).map((each) => <ChannelForm key={each.channel} channel={each} />)}</Loaded>
      </Flex>
    </div>
  );
}
