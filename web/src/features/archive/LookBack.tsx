import { useQueryClient } from "@tanstack/react-query";
import { Alert, Flex, Progress } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { formatNumber } from "@/ui/format";
import { RightButton } from "@/ui/RightButton";
import { TimeText } from "@/ui/TimeText";
import { useNotify } from "@/ui/useNotify";
import { useLookAgain, useLookBack } from "./api";

/** How far messages already kept have been looked through for the words. */
export function LookBack() {
  const { t } = useTranslation("archive");
  const brand = useBrand();
  const queries = useQueryClient();
  const look = useLookBack(brand.code).data;
  const key = look ? `${look.state}:${look.hits}` : "";
  useEffect(() => {
    if (key) void queries.invalidateQueries({ queryKey: [brand.code, "archive", "hits"] });
  }, [queries, brand.code, key]);
  if (!look) return null;
  const { state, percent, done, total, hits } = look;
  if (state === "running") {
    const found = hits === null ? "" : t("lookBack.found", { hits: formatNumber(hits) });
    return (
      <div className="arc-back" role="status">
        <span>{t("lookBack.running", { percent })}</span>
        <Progress percent={percent} size="small" showInfo={false} aria-label={t("lookBack.running", { percent })} />
        {total > 0 && <span className="siyu-quiet">{t("lookBack.count", { done: formatNumber(done), total: formatNumber(total) })}{found}</span>}
      </div>
    );
  }
  if (state === "failed") return <Alert className="arc-back" type="warning" showIcon title={t("lookBack.failed", { percent })} action={<Again />} />;
  return (
    <Flex className="arc-back" gap={8} wrap align="center">
      {state === "done" && (
        <span className="siyu-quiet">
          {t("lookBack.done", { done: formatNumber(done) })}
          {hits === null ? "" : t("lookBack.found", { hits: formatNumber(hits) })} · <TimeText atMs={look.finished_at_ms} />
        </span>
      )}
      <Again />
    </Flex>
  );
}

function Again() {
  const { t } = useTranslation("archive");
  const brand = useBrand();
  const notify = useNotify();
  const again = useLookAgain(brand.code);
  const ask = () =>
    again.mutate(undefined, {
      onSuccess: (look) => notify.done(t(look.state === null ? "lookBack.nothing" : "lookBack.begun")),
      onError: notify.failed,
    });
  return (
    <RightButton needs="archive.write" size="small" loading={again.isPending} onClick={ask}>
      {t("lookBack.again")}
    </RightButton>
  );
}
