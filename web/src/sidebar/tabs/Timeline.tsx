import { Button } from "antd-mobile";
import { useTranslation } from "react-i18next";
import { formatTime } from "@/ui/format";
import { useTimeline } from "../api";
import type { ViewProps } from "../view";
import { Answer, Nothing } from "../states";

export default function Timeline({ brand, customerId }: ViewProps) {
  const { t } = useTranslation("sidebar");
  const timeline = useTimeline(brand, customerId);
  return (
    <Answer of={timeline}>
      {({ pages }) => {
        const moments = pages.flatMap((page) => page.items);
        if (moments.length === 0) return <Nothing text={t("timeline.none")} />;
        return (
          <>
            <ol className="sb-list">
              {moments.map((each) => (
                <li key={each.id}>
                  <span className="sb-quiet">{formatTime(each.at_ms)}</span>
                  <p>{each.sentence}</p>
                </li>
              ))}
            </ol>
            {timeline.hasNextPage && (
              <Button block loading={timeline.isFetchingNextPage} onClick={() => void timeline.fetchNextPage()}>
                {t("more")}
              </Button>
            )}
          </>
        );
      }}
    </Answer>
  );
}
