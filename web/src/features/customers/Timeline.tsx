import { Button, Flex, Segmented, Timeline as Line } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Loading } from "@/ui/Loading";
import { TimeText } from "@/ui/TimeText";
import { useUrlState } from "@/ui/useUrlState";
import { useTimeline, type TimelineEntry, type TimelineKind } from "./api";

const KINDS: (TimelineKind | "")[] = ["", "order", "event", "message", "tag"];
const COLOURS: Partial<Record<TimelineKind, string>> = { order: "green", message: "blue", tag: "purple" };

/** What happened with this person, newest first. */
export function Timeline({ customerId }: { customerId: number }) {
  const { t } = useTranslation("customers");
  const brand = useBrand();
  const [kind, setKind] = useUrlState("kind");
  const timeline = useTimeline(brand.code, customerId, KINDS.find((each) => each === kind) ?? "");
  const entries = timeline.data?.pages.flatMap((page) => page.items) ?? [];
  if (timeline.isPending) return <Loading />;
  return (
    <Flex vertical gap={16}>
      <Segmented className="siyu-scroll" value={kind} onChange={setKind} options={KINDS.map((each) => ({ value: each, label: t(`timeline.${each || "all"}`) }))} />
      {timeline.isError && <ErrorState error={timeline.error} onRetry={() => void timeline.refetch()} />}
      {entries.length === 0 && !timeline.isError && <EmptyState title={t("timeline.empty")} hint={t("timeline.emptyHint")} />}
      <Line items={entries.map((entry) => ({ key: entry.id, color: COLOURS[entry.kind] ?? "gray", content: <Entry entry={entry} /> }))} />
      {timeline.hasNextPage && (
        <Button onClick={() => void timeline.fetchNextPage()} loading={timeline.isFetchingNextPage}>
          {t("timeline.more")}
        </Button>
      )}
    </Flex>
  );
}

function Entry({ entry }: { entry: TimelineEntry }) {
  return (
    <div>
      <div>{entry.sentence}</div>
      <span className="siyu-quiet">
        <TimeText atMs={entry.at_ms} as="time" />
      </span>
    </div>
  );
}
