import { Badge, Button, Card, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { AddPlace } from "./AddPlace";
import { qrPath, useAddPlacement, type LiveCode, type Placement } from "./api";
import { PosterEditor } from "./PosterEditor";

const BADGE = { new: "processing", ready: "success", asking: "processing", refused: "error", closed: "default" } as const;

/** The printed copies of a code: QR, state, poster. */
export function Placements({ code }: { code: LiveCode }) {
  const { t } = useTranslation("acquisition");
  const [open, setOpen] = useState<number | null>(null);
  const chosen = code.placements.find((each) => each.id === open) ?? code.placements[0];
  return (
    <div className="siyu-stack">
      <div className="acq-places">
        {code.placements.map((place) => (
          <PlaceCard key={place.id} code={code} place={place} chosen={place === chosen} onChoose={() => setOpen(place.id)} />
        ))}
      </div>
      {code.status === "open" && <NewPlace code={code.id} />}
      {chosen?.has_picture && code.status === "open" ? <ChosenPoster code={code} place={chosen} /> : <EmptyState title={t("poster.notYet")} hint={t("poster.notYetHint")} />}
    </div>
  );
}

function PlaceCard({ code, place, chosen, onChoose }: { code: LiveCode; place: Placement; chosen: boolean; onChoose: () => void }) {
  const { t } = useTranslation("acquisition");
  const brand = useBrand();
  return (
    <Card size="small" className={chosen ? "acq-place acq-place-chosen" : "acq-place"}>
      {place.has_picture ? <img className="acq-qr" src={qrPath(brand.code, place, code.id)} alt={t("place.qr", { name: place.name })} /> : <div className="acq-qr acq-qr-none" />}
      <strong>{place.name}</strong>
      <span className="siyu-quiet">{t(`kind.${place.kind}`)}</span>
      <Tooltip title={place.error}>
        <Badge status={BADGE[place.sync]} text={t(`sync.${place.sync}`)} />
      </Tooltip>
      <Button size="small" aria-pressed={chosen} onClick={onChoose}>
        {t("poster.make")}
      </Button>
    </Card>
  );
}

function ChosenPoster({ code, place }: { code: LiveCode; place: Placement }) {
  const { t } = useTranslation("acquisition");
  const brand = useBrand();
  const name = code.placements.length > 1 ? `${code.name} · ${place.name}` : code.name;
  return (
    <section aria-label={t("poster.of", { name })}>
      <h3 className="acq-heading">{t("poster.of", { name })}</h3>
      <PosterEditor key={place.id} code={code.id} place={place.id} name={name} qr={qrPath(brand.code, place, code.id)} />
    </section>
  );
}

function NewPlace({ code }: { code: number }) {
  const brand = useBrand();
  return <AddPlace first="leaflet" add={useAddPlacement(brand.code, code)} />;
}
