import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { toProblem } from "@/api/problem";
import { useTagging } from "../api";
import type { ViewProps } from "../view";
import { tell } from "../notice";

const TagPicker = lazy(() => import("../TagPicker"));

/** The customer's tags; a tap opens the list to add some and take others off. */
export function Tags({ brand, customerId, portrait }: ViewProps) {
  const { t } = useTranslation("sidebar");
  const [picking, setPicking] = useState(false);
  const tagging = useTagging(brand, customerId);
  const change = (tagId: number, on: boolean) =>
    tagging.mutate({ tagId, on }, { onError: (error) => tell(toProblem(error).detail, true) });
  return (
    <section className="sb-line">
      <h2>{t("tags.title")}</h2>
      {/* One line that scrolls inside itself, by keyboard too. */}
      <div className="sb-grow sb-chips" role="group" aria-label={t("tags.title")} tabIndex={0}>
        {portrait.tags.map((tag) => (
          <span key={tag.id} className="sb-chip">
            {tag.name}
          </span>
        ))}
        {portrait.tags.length === 0 && <span className="sb-quiet">{t("tags.none")}</span>}
      </div>
      <button type="button" className="sb-link" onClick={() => setPicking(true)}>
        {t("tags.change")}
      </button>
      {picking && (
        <Suspense fallback={null}>
          <TagPicker brand={brand} carried={portrait.tags.map((tag) => tag.id)} busy={tagging.isPending} onChange={change} onClose={() => setPicking(false)} />
        </Suspense>
      )}
    </section>
  );
}
