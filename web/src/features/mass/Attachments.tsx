import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Flex, Input } from "antd";
import { useTranslation } from "react-i18next";
import { MaterialPicker, MESSAGE_KINDS, type ChosenMaterial } from "@/ui/MaterialPicker";
import type { LinkCard } from "./api";

const MOST = 9;

/** What follows the text, at most nine: materials of the library first, then links typed here. */
export function Attachments({ cards: all, onChange: change }: { cards: LinkCard[]; onChange: (cards: LinkCard[]) => void }) {
  const { t } = useTranslation("mass");
  const materials = all.filter((each) => each.material_id);
  const cards = all.filter((each) => !each.material_id);
  const onChange = (links: LinkCard[]) => change([...materials, ...links]);
  const pick = (chosen: ChosenMaterial[]) => change([...chosen.map(asCard), ...cards]);
  const set = (place: number, part: Partial<LinkCard>) => onChange(cards.map((card, each) => (each === place ? { ...card, ...part } : card)));
  return (
    <div className="siyu-question">
      <span>{t("field.cards")}</span>
      <MaterialPicker
        label={t("field.cards")}
        chosen={materials.map((each) => ({ id: each.material_id ?? 0, title: each.title ?? "", kind: each.kind ?? "" }))}
        most={MOST - cards.length}
        kinds={MESSAGE_KINDS}
        onChange={pick}
      />
      {cards.map((card, place) => (
        <Flex key={place} className="mass-card" gap={8} align="start">
          <Flex vertical gap={8} flex={1}>
            <Input value={card.title ?? ""} maxLength={42} aria-label={t("form.cardTitle")} placeholder={t("form.cardTitle")} onChange={(event) => set(place, { title: event.target.value })} />
            <Input value={card.url ?? ""} aria-label={t("form.cardUrl")} placeholder={t("form.cardUrl")} onChange={(event) => set(place, { url: event.target.value.trim() })} />
            <Input value={card.summary ?? ""} maxLength={170} aria-label={t("form.cardSummary")} placeholder={t("form.cardSummary")} onChange={(event) => set(place, { summary: event.target.value })} />
          </Flex>
          <Button type="text" icon={<DeleteOutlined />} aria-label={t("form.cardRemove")} onClick={() => onChange(cards.filter((_, each) => each !== place))} />
        </Flex>
      ))}
      {all.length < MOST && (
        <div>
          <Button icon={<PlusOutlined />} onClick={() => onChange([...cards, asCard({ id: 0, title: "", kind: "link" })])}>
            {t("form.cardAdd")}
          </Button>
        </div>
      )}
    </div>
  );
}

const asCard = ({ id, title, kind }: ChosenMaterial): LinkCard => ({ title, url: "", summary: "", picture_url: "", material_id: id, kind });
