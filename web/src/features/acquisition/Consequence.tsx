import { Badge, Card, Flex, Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import type { ReactNode } from "react";
import { ErrorState } from "@/ui/ErrorState";
import { formatAsOf, formatTime } from "@/ui/format";
import { Sentence } from "@/ui/Sentence";
import type { Preview } from "./api";
import { DutyTimeline } from "./DutyTimeline";

interface Props {
  preview: Preview | undefined;
  error: unknown;
  stale: boolean;
  /** Why there is nothing to show yet. */
  missing: string;
  children?: ReactNode;
}

/** What the rules come to: who answers now, the next 24 hours, in a sentence. */
export function Consequence({ preview, error, stale, missing, children }: Props) {
  const { t } = useTranslation("acquisition");
  return (
    <aside className="acq-side" aria-live="polite">
      <Card size="small" title={t("preview.title")}>
        {error ? <ErrorState error={error} /> : null}
        {missing && <p className="siyu-quiet">{missing}</p>}
        {!preview && !error && !missing && <Skeleton active paragraph={{ rows: 4 }} />}
        {preview && !missing && <Answer preview={preview} stale={stale} />}
      </Card>
      {children}
    </aside>
  );
}

export function Answer({ preview, stale = false }: { preview: Preview; stale?: boolean }) {
  const { t } = useTranslation("acquisition");
  const names = new Map(preview.people.map((each) => [each.id, each.name]));
  return (
    <div className={stale ? "acq-stale siyu-stack" : "siyu-stack"}>
      <div>
        <div className="siyu-quiet">{t("preview.now")}</div>
        <div className="acq-now">{preview.now.staff_ids.map((id) => names.get(id) ?? `#${id}`).join(t("and"))}</div>
        <Flex gap={16} wrap>
          <Badge status={preview.now.reason === "duty" ? "success" : "warning"} text={preview.now.reason_words} />
          <span className="siyu-quiet">{t(preview.now.skip_verify ? "preview.accepts" : "preview.asks")}</span>
        </Flex>
        <p className="siyu-quiet acq-asof">
          {t("ui:asOf", { time: formatAsOf(preview.as_of_ms) })}
          {preview.next_change_at_ms ? ` · ${t("preview.next", { time: formatTime(preview.next_change_at_ms) })}` : ""}
        </p>
      </div>
      <Sentence>{preview.sentence}</Sentence>
      <DutyTimeline stretches={preview.stretches} names={names} />
    </div>
  );
}
