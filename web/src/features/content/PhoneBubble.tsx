import { FileOutlined, PlayCircleOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { formatBytes } from "@/ui/format";
import type { Kind } from "./api";
import "./content.css";

export interface Shown {
  kind: Kind;
  title: string;
  body: Record<string, string | undefined>;
  /** Where the picture or file is, when there is one already. */
  address: string;
  fileName: string;
  fileBytes: number;
}

/** What the customer will see in the chat: the advisor's bubble on a phone. */
export function PhoneBubble({ shown, text }: { shown?: Shown | undefined; text?: string }) {
  const { t } = useTranslation("content");
  return (
    <figure className="content-phone" aria-label={t("preview.label")}>
      <figcaption>{t("preview.chat")}</figcaption>
      {text !== undefined && <div className="content-bubble">{text || t("preview.empty")}</div>}
      {shown && <Piece shown={shown} />}
    </figure>
  );
}

function Piece({ shown }: { shown: Shown }) {
  const { t } = useTranslation("content");
  const title = shown.title || t("preview.untitled");
  switch (shown.kind) {
    case "text":
      return <div className="content-bubble">{shown.body.text || t("preview.empty")}</div>;
    case "image":
      return shown.address ? <img className="content-image" src={shown.address} alt={title} /> : <div className="content-bubble">{t("preview.noFile")}</div>;
    case "link":
      return (
        <div className="content-card">
          <strong>{title}</strong>
          <span className="content-card-line">
            <span className="siyu-quiet">{shown.body.description || shown.body.url}</span>
            <span className="content-thumb" aria-hidden="true" />
          </span>
        </div>
      );
    case "miniprogram":
      return (
        <div className="content-card">
          <span className="siyu-quiet">{t("kind.miniprogram")}</span>
          <strong>{title}</strong>
          <span className="content-cover" aria-hidden="true" />
        </div>
      );
    default:
      return (
        <div className="content-card content-card-line">
          <span>
            <strong>{shown.fileName || title}</strong>
            <span className="siyu-quiet">{shown.fileBytes > 0 ? formatBytes(shown.fileBytes) : t("preview.noFile")}</span>
          </span>
          {shown.kind === "video" ? <PlayCircleOutlined className="content-icon" /> : <FileOutlined className="content-icon" />}
        </div>
      );
  }
}
