import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { fileOf, useMaterials, useScripts, type Piece } from "../api";
import { Bubble, MaterialButton } from "../Bubble";
import type { ViewProps } from "../view";
import { Answer, Nothing } from "../states";

/** Search scripts and materials; every hit is one tap from the chat. */
export default function Find(props: ViewProps) {
  const { t } = useTranslation("sidebar");
  const [words, setWords] = useState("");
  const search = useDeferredValue(words.trim());
  return (
    <div className="sb-list">
      <input className="sb-input" type="search" placeholder={t("find.search")} aria-label={t("find.search")} value={words} onChange={(event) => setWords(event.target.value)} />
      <Scripts {...props} search={search} />
      <Materials {...props} search={search} />
    </div>
  );
}

function Scripts({ brand, customerId, canSend, search }: ViewProps & { search: string }) {
  const { t } = useTranslation("sidebar");
  return (
    <section>
      <h3>{t("find.scripts")}</h3>
      <Answer of={useScripts(brand, customerId, search, undefined)}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing text={t("find.noScripts")} />
          ) : (
            items.map((said) => (
              <article key={said.script_id}>
                <p>
                  <strong>{said.title}</strong>
                  <span className="sb-quiet"> {[t(`stage.${said.stage}`), said.objection && t("find.objection", { text: said.objection })].filter(Boolean).join(" · ")}</span>
                </p>
                <Bubble brand={brand} customerId={customerId} canSend={canSend} said={said} />
              </article>
            ))
          )
        }
      </Answer>
    </section>
  );
}

function Materials({ brand, customerId, canSend, search }: ViewProps & { search: string }) {
  const { t } = useTranslation("sidebar");
  return (
    <section>
      <h3>{t("find.materials")}</h3>
      <Answer of={useMaterials(brand, search)}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing text={t("find.noMaterials")} />
          ) : (
            items.map((piece) => (
              <article key={piece.id} className="sb-row">
                <Picture brand={brand} piece={piece} />
                <div className="sb-grow">
                  <p>{piece.title}</p>
                  <p className="sb-quiet">{[t(`kind.${piece.kind}`), piece.category].filter(Boolean).join(" · ")}</p>
                  <MaterialButton brand={brand} customerId={customerId} canSend={canSend} piece={piece} />
                </div>
              </article>
            ))
          )
        }
      </Answer>
    </section>
  );
}

/** A picture that cannot be had leaves an even square, not a broken one. */
function Picture({ brand, piece }: { brand: string; piece: Piece }) {
  const [missing, setMissing] = useState(false);
  const address = piece.kind === "image" ? fileOf(brand, piece) : piece.body.image_url;
  if (!address) return null;
  return missing ? <span className="sb-picture" /> : <img className="sb-picture" src={address} alt="" loading="lazy" onError={() => setMissing(true)} />;
}
