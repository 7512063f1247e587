import { ArrowLeftOutlined } from "@ant-design/icons";
import { Button, Flex, Tag } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useBrand } from "@/api/session";
import { ErrorState } from "@/ui/ErrorState";
import { formatNumber } from "@/ui/format";
import { Loading } from "@/ui/Loading";
import { paths } from "@/ui/paths";
import { usePhone } from "@/ui/usePhone";
import { useMessages, useTalk } from "./api";
import { Bubble } from "./Bubble";
import { useOpened } from "./useOpened";
import { useTitle } from "./words";

interface Props {
  talkId: number;
  /** The message a search or a hit led to. */
  around: number | null;
  words: string[];
}

/** A conversation as the two had it: the oldest above, the newest below. */
export function Chat({ talkId, around, words }: Props) {
  const { t } = useTranslation("archive");
  const brand = useBrand();
  const messages = useMessages(brand.code, talkId, around);
  const { open } = useOpened();
  const spot = useRef<HTMLDivElement | null>(null);
  const room = useRef<HTMLDivElement | null>(null);
  const items = (messages.data?.pages.flatMap((page) => page.items) ?? []).toReversed();
  const pages = messages.data?.pages.length ?? 0;
  useEffect(() => {
    // Only the conversation moves, never the page around it.
    if (pages === 1 && room.current && spot.current) room.current.scrollTop = spot.current.offsetTop - room.current.clientHeight / 2;
  }, [pages]);
  const last = around ?? items.at(-1)?.id;
  return (
    <section className="arc-chat" aria-label={t("chat.title")}>
      <ChatHead talkId={talkId} />
      <div ref={room} className="arc-said" tabIndex={0} role="log" aria-label={t("chat.title")}>
        {messages.isPending && <Loading />}
        {messages.isError && <ErrorState error={messages.error} onRetry={() => void messages.refetch()} />}
        {messages.hasNextPage && (
          <Button block type="text" loading={messages.isFetchingNextPage} onClick={() => void messages.fetchNextPage()}>
            {t("chat.older")}
          </Button>
        )}
        {items.map((each) => (
          <div key={each.id} ref={each.id === last ? spot : null}>
            <Bubble said={each} words={words} pointed={each.id === around} />
          </div>
        ))}
        {around !== null && (
          <Button block type="text" onClick={() => open(talkId)}>
            {t("chat.newest")}
          </Button>
        )}
      </div>
    </section>
  );
}

function ChatHead({ talkId }: { talkId: number }) {
  const { t } = useTranslation("archive");
  const brand = useBrand();
  const phone = usePhone();
  const title = useTitle();
  const { open } = useOpened();
  const talk = useTalk(brand.code, talkId).data;
  if (!talk) return <header className="arc-head" />;
  const name = title(talk);
  const consent = talk.agreed === null ? "unknown" : talk.agreed ? "agreed" : "refused";
  return (
    <header className="arc-head">
      {phone && <Button type="text" icon={<ArrowLeftOutlined />} aria-label={t("chat.back")} onClick={() => open(null)} />}
      <Flex vertical className="arc-names">
        <strong className="arc-cut">{talk.customer_id ? <Link to={paths.customer(brand.code, talk.customer_id)}>{name}</Link> : name}</strong>
        <span className="siyu-quiet arc-cut">{t("chat.with", { people: talk.staff.join("、"), messages: formatNumber(talk.messages) })}</span>
      </Flex>
      {talk.kind === "customer" && <Tag color={consent === "agreed" ? "success" : consent === "refused" ? "error" : "default"}>{t(`consent.${consent}`)}</Tag>}
    </header>
  );
}
