import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Flex, Input } from "antd";
import { useTranslation } from "react-i18next";
import type { LinkCard } from "./api";

const MOST = 9;

/** Link cards that follow the text; WeCom shows each as a message of its own. */
export function LinkCards({ cards, onChange }: { cards: LinkCard[]; onChange: (cards: LinkCard[]) => void }) {
  const { t } = useTranslation("mass");
  const set = (place: number, part: Partial<LinkCard>) => onChange(cards.map((card, each) => (each === place ? { ...card, ...part } : card)));
  return (
    <div className="siyu-question">
      <span>{t("field.cards")}</span>
      {cards.map((card, place) => (
        <Flex key={place} className="mass-card" gap={8} align="start">
          <Flex vertical gap={8} flex={1}>
            <Input value={card.title} maxLength={42} aria-label={t("form.cardTitle")} placeholder={t("form.cardTitle")} onChange={(event) => set(place, { title: event.target.value })} />
            <Input value={card.url} aria-label={t("form.cardUrl")} placeholder={t("form.cardUrl")} onChange={(event) => set(place, { url: event.target.value.trim() })} />
            <Input value={card.summary ?? ""} maxLength={170} aria-label={t("form.cardSummary")} placeholder={t("form.cardSummary")} onChange={(event) => set(place, { summary: event.target.value })} />
          </Flex>
          <Button type="text" icon={<DeleteOutlined />} aria-label={t("form.cardRemove")} onClick={() => onChange(cards.filter((_, each) => each !== place))} />
        </Flex>
      ))}
      {cards.length < MOST && (
        <div>
          <Button icon={<PlusOutlined />} onClick={() => onChange([...cards, { title: "", url: "", summary: "", picture_url: "" }])}>
            {t("form.cardAdd")}
          </Button>
        </div>
      )}
    </div>
  );
}
