import { Flex, Tag, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import type { Account } from "./api";

const URGENT = new Set<string>(["banned", "holder_left", "friends_full"]);

/** What has to be done about an account; the way to do it on hover. */
export function Alerts({ account }: { account: Account }) {
  const { t } = useTranslation("advisors");
  if (account.alerts.length === 0) return <span className="siyu-quiet">{t("alert.none")}</span>;
  return (
    <Flex gap={4} wrap>
      {account.alerts.map((each) => (
        <Tooltip key={each} title={t(`alertHint.${each}`)}>
          <Tag color={URGENT.has(each) ? "error" : "default"}>{t(`alert.${each}`)}</Tag>
        </Tooltip>
      ))}
    </Flex>
  );
}
