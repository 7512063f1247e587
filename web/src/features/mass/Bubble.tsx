import { LinkOutlined, UserOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { LinkCard } from "./api";

/** The message as it stands in the customer's chat: the text first, then each card. */
export function Bubble({ text, cards }: { text: string; cards: LinkCard[] }) {
  const { t } = useTranslation("mass");
  return (
    <div className="mass-chat" role="img" aria-label={t("preview.title")}>
      {(text || cards.length === 0) && (
        <Row>
          <span className="mass-bubble">{text || t("preview.empty")}</span>
        </Row>
      )}
      {cards.map((card, place) => (
        <Row key={place}>
          <span className="mass-link">
            <strong>{card.title || t("form.cardTitle")}</strong>
            <span>{card.material_id ? t(`ui:materialKind.${card.kind ?? "link"}`) : <Address card={card} />}</span>
          </span>
        </Row>
      ))}
    </div>
  );
}

function Address({ card }: { card: LinkCard }) {
  const { t } = useTranslation("mass");
  return (
    <>
      <LinkOutlined aria-hidden /> {card.summary || card.url || t("form.cardUrl")}
    </>
  );
}

function Row({ children }: { children: React.ReactNode }) {
  return (
    <div className="mass-said">
      <span className="mass-face">
        <UserOutlined aria-hidden />
      </span>
      {children}
    </div>
  );
}
