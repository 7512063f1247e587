import { Button, Flex, Input, Select, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { useNotify } from "@/ui/useNotify";
import type { PlacementKind } from "./api";
import "./acquisition.css";

export const KINDS: PlacementKind[] = [
  "product_page", "paid_page", "parcel_card", "bottle_label", "leaflet", "shelf", "cashier", "milk_station", "staff_card", "other",
];

interface Props {
  /** The kind chosen at first. */
  first: PlacementKind;
  add: { mutateAsync: (place: { kind: PlacementKind; name: string }) => Promise<unknown>; isPending: boolean };
}

/** One more place for a code or a link: its kind, and a name if the kind says too little. */
export function AddPlace({ first, add }: Props) {
  const { t } = useTranslation("acquisition");
  const brand = useBrand();
  const notify = useNotify();
  const [kind, setKind] = useState(first);
  const [name, setName] = useState("");
  const allowed = brand.can["acquisition.write"] === true;
  const save = async () => {
    try {
      await add.mutateAsync({ kind, name: name.trim() || t(`kind.${kind}`) });
      setName("");
      notify.done(t("ui:saved"));
    } catch (error) {
      notify.failed(error);
    }
  };
  return (
    <Flex gap={8} wrap>
      <Select aria-label={t("place.kind")} value={kind} options={KINDS.map((each) => ({ value: each, label: t(`kind.${each}`) }))} onChange={setKind} />
      <Input className="acq-place-name" aria-label={t("place.name")} placeholder={t("place.name")} maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />
      <Tooltip title={allowed ? "" : t("ui:reason.noRight")}>
        <Button disabled={!allowed} loading={add.isPending} onClick={() => void save()}>
          {t("place.add")}
        </Button>
      </Tooltip>
    </Flex>
  );
}
