import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Loading } from "@/ui/Loading";
import { TimeText } from "@/ui/TimeText";
import { useUrlState } from "@/ui/useUrlState";
import { useFound } from "./api";
import { Marked } from "./Marked";
import { useOpened } from "./useOpened";
import { useTitle } from "./words";

/** Messages that hold the words; a click opens the conversation there. */
export function FoundList({ words }: { words: string }) {
  const { t } = useTranslation("archive");
  const brand = useBrand();
  const [userid] = useUrlState("userid");
  const found = useFound(brand.code, words, userid);
  const { message, open } = useOpened();
  const title = useTitle();
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  if (found.isPending) return <Loading />;
  if (found.isError) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  if (items.length === 0) return <EmptyState title={t("found.empty")} hint={t("found.emptyHint")} />;
  return (
    <nav className="arc-list" aria-label={t("found.list")}>
      {items.map((each) => (
        <button key={each.id} type="button" className={each.id === message ? "arc-row arc-chosen" : "arc-row"} onClick={() => open(each.talk.id, each.id)}>
          <span className="arc-line">
            <strong className="arc-cut">{title(each.talk)} · {each.talk.staff.join("、")}</strong>
            <span className="siyu-quiet"><TimeText atMs={each.at_ms} /></span>
          </span>
          <span className="arc-found"><Marked text={each.text} words={[words]} /></span>
        </button>
      ))}
      {found.hasNextPage && (
        <Button block type="text" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t("talks.more")}
        </Button>
      )}
    </nav>
  );
}
