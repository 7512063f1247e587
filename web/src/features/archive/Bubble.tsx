import { FileOutlined } from "@ant-design/icons";
import { Image, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { formatBytes } from "@/ui/format";
import { TimeText } from "@/ui/TimeText";
import { filePath, type Said } from "./api";
import { Marked } from "./Marked";

const SYSTEM = new Set(["agree", "disagree"]);
const PICTURES = new Set(["image", "emotion"]);

/** One message, on the side of who sent it. */
export function Bubble({ said, words, pointed }: { said: Said; words: string[]; pointed: boolean }) {
  const { t } = useTranslation("archive");
  const name = said.name || t(said.side === "staff" ? "chat.staff" : "chat.customer");
  if (SYSTEM.has(said.kind)) return <p className="arc-system">{t(`kind.${said.kind}`)}</p>;
  return (
    <article className={`arc-turn arc-${said.side}${pointed ? " arc-pointed" : ""}`}>
      <span className="arc-who siyu-quiet">
        {name} <TimeText atMs={said.at_ms} as="time" />
      </span>
      <div className="arc-bubble">
        <Content said={said} words={[...words, ...(said.words ?? [])]} />
      </div>
      <span className="arc-tags">
        {said.revoked_at_ms !== null && <Tag>{t("chat.revoked")}</Tag>}
        {(said.words ?? []).map((each) => (
          <Tag key={each} color="error">{each}</Tag>
        ))}
      </span>
    </article>
  );
}

function Content({ said, words }: { said: Said; words: string[] }) {
  const { t } = useTranslation("archive");
  const brand = useBrand();
  const kind = t(`kind.${said.kind}`, { defaultValue: t("kind.other") });
  if (said.file === "kept" && PICTURES.has(said.kind)) {
    return <Image src={filePath(brand.code, said.id)} alt={kind} width={180} />;
  }
  if (said.file !== null) {
    const label = `${said.file_name || kind}${said.file_bytes ? ` · ${formatBytes(said.file_bytes)}` : ""}`;
    return (
      <span>
        <FileOutlined aria-hidden /> {said.file === "kept" ? <a href={filePath(brand.code, said.id)}>{label}</a> : label}
        {said.file !== "kept" && <span className="siyu-quiet"> {t(`file.${said.file}`)}</span>}
      </span>
    );
  }
  if (!said.text) return <span className="siyu-quiet">{kind}</span>;
  return (
    <>
      {said.kind !== "text" && <span className="siyu-quiet arc-kind">{kind}</span>}
      <Marked text={said.text} words={words} />
    </>
  );
}
