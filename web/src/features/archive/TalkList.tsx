import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Loading } from "@/ui/Loading";
import { TimeText } from "@/ui/TimeText";
import { useUrlState } from "@/ui/useUrlState";
import { useTalks, type Talk } from "./api";
import { useOpened } from "./useOpened";
import { useTitle } from "./words";

/** Conversations, the latest word first. */
export function TalkList() {
  const { t } = useTranslation("archive");
  const brand = useBrand();
  const [userid] = useUrlState("userid");
  const talks = useTalks(brand.code, userid);
  const { talk, open } = useOpened();
  const items = talks.data?.pages.flatMap((page) => page.items) ?? [];
  if (talks.isPending) return <Loading />;
  if (talks.isError) return <ErrorState error={talks.error} onRetry={() => void talks.refetch()} />;
  if (items.length === 0) return <EmptyState title={t("talks.empty")} hint={t("talks.emptyHint")} />;
  return (
    <nav className="arc-list" aria-label={t("talks.list")}>
      {items.map((each) => (
        <TalkRow key={each.id} talk={each} chosen={each.id === talk} onOpen={() => open(each.id)} />
      ))}
      {talks.hasNextPage && (
        <Button block type="text" loading={talks.isFetchingNextPage} onClick={() => void talks.fetchNextPage()}>
          {t("talks.more")}
        </Button>
      )}
    </nav>
  );
}

function TalkRow({ talk, chosen, onOpen }: { talk: Talk; chosen: boolean; onOpen: () => void }) {
  const { t } = useTranslation("archive");
  const title = useTitle();
  return (
    <button type="button" className={chosen ? "arc-row arc-chosen" : "arc-row"} aria-current={chosen} onClick={onOpen}>
      <span className="arc-line">
        <strong className="arc-cut">{title(talk)}</strong>
        <span className="siyu-quiet"><TimeText atMs={talk.last_at_ms} /></span>
      </span>
      <span className="siyu-quiet arc-cut">{talk.staff.join("、")}</span>
      <span className="siyu-quiet arc-cut">{talk.last_text || t(`kind.${talk.last_kind}`, { defaultValue: t("kind.other") })}</span>
    </button>
  );
}
