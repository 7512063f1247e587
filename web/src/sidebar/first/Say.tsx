import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Suggestion } from "../api";
import type { ViewProps } from "../view";
import { Bubble } from "../Bubble";

/** The suggested words with their material; another tap shows the next suggestion. */
export function Say({ portrait, ...beside }: ViewProps) {
  const { t } = useTranslation("sidebar");
  const [turn, setTurn] = useState(0);
  const all: Suggestion[] = portrait.suggestions;
  const shown = all[turn % Math.max(all.length, 1)];
  return (
    <section className="sb-card" aria-labelledby="sb-say">
      <div className="sb-row">
        <h2 id="sb-say">{t("say.title")}</h2>
        {all.length > 1 && (
          <button type="button" className="sb-link" onClick={() => setTurn(turn + 1)}>
            {t("say.another", { at: (turn % all.length) + 1, count: all.length })}
          </button>
        )}
      </div>
      {shown ? <Bubble key={shown.script_id} {...beside} said={shown} clamp /> : <p className="sb-nothing">{t("say.none")}</p>}
    </section>
  );
}
