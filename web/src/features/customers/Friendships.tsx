import { Flex, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { Loaded } from "@/ui/Loaded";
import { TimeText } from "@/ui/TimeText";
import { useFriends, type Friend } from "./api";

const COLOURS: Record<string, string> = { normal: "success", half: "warning", deleted_by_customer: "error", deleted_by_staff: "error" };

/** Which advisors this customer is, or was, a WeCom friend of. */
export function Friendships({ customerId }: { customerId: number }) {
  const { t } = useTranslation("customers");
  const friends = useFriends(useBrand().code, customerId);
  return (
    <Loaded query={friends} rows={2}>
      {(found) =>
        found.length === 0 ? (
          <EmptyState title={t("friends.none")} hint={t("friends.noneHint")} />
        ) : (
          <Flex vertical gap={12}>
            {found.map((each) => (
              <Friendship key={`${each.staff} ${each.external_userid}`} friend={each} />
            ))}
          </Flex>
        )
      }
    </Loaded>
  );
}

function Friendship({ friend }: { friend: Friend }) {
  const { t } = useTranslation("customers");
  return (
    <div>
      <Flex gap={8} align="center" wrap>
        <strong>{friend.staff_name || friend.staff}</strong>
        <Tag color={COLOURS[friend.state] ?? "default"}>{t(`friends.state.${friend.state}`)}</Tag>
        {friend.channel_state && <Tag>{friend.channel_state}</Tag>}
      </Flex>
      <div className="siyu-quiet">
        {friend.since_ms > 0 && (
          <>
            {t("friends.since")} <TimeText atMs={friend.since_ms} as="time" />
          </>
        )}
        {friend.lost_by && friend.lost_at_ms >= friend.since_ms && (
          <>
            {" · "}
            {t("friends.lost")} <TimeText atMs={friend.lost_at_ms} as="time" />
          </>
        )}
        {friend.remark && ` · ${t("friends.remark", { remark: friend.remark })}`}
      </div>
    </div>
  );
}
