import { Button } from "antd-mobile";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toProblem } from "@/api/problem";
import { fileOf, messageOf, type Piece, type Suggestion } from "./api";
import { tell } from "./notice";
import { sendToChat, wecomReason } from "./wecom";

/** Words ready to be sent, and the material that goes with them: one tap each. */
export function Bubble({ brand, said, canSend, clamp }: { brand: string; said: Suggestion; canSend: boolean; clamp?: boolean }) {
  const { t } = useTranslation("sidebar");
  const text = { msgtype: "text", text: { content: said.text } };
  return (
    <div className="sb-say">
      <p className={clamp ? "sb-bubble sb-clamp" : "sb-bubble"}>{said.text}</p>
      <div className="sb-row">
        <SendButton what={t("send.text")} canSend={canSend} copy={said.text} message={() => Promise.resolve(text)} primary />
        {said.material && <MaterialButton brand={brand} piece={said.material} canSend={canSend} />}
      </div>
    </div>
  );
}

export function MaterialButton({ brand, piece, canSend }: { brand: string; piece: Piece; canSend: boolean }) {
  const { t } = useTranslation("sidebar");
  const what = t("send.material", { kind: t(`kind.${piece.kind}`), title: piece.title });
  return <SendButton what={what} canSend={canSend} copy={copyOf(brand, piece)} message={() => messageOf(brand, piece.id)} />;
}

/** What can be pasted instead where nothing can be sent. */
function copyOf(brand: string, piece: Piece): string {
  return piece.body.text ?? piece.body.url ?? `${location.origin}${fileOf(brand, piece)}`;
}

interface Props {
  what: string;
  canSend: boolean;
  copy: string;
  message: () => Promise<Record<string, unknown>>;
  primary?: boolean;
}

function SendButton({ what, canSend, copy, message, primary }: Props) {
  const { t } = useTranslation("sidebar");
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    try {
      if (canSend) await sendToChat(await message());
      else await navigator.clipboard.writeText(copy);
      tell(canSend ? t("send.done") : t("send.copied"));
    } catch (error) {
      tell(`${t("send.failed")} ${wecomReason(error) || toProblem(error).detail}`, true);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button className="sb-send" color={primary ? "primary" : "default"} loading={busy} onClick={() => void send()}>
      {canSend ? what : t("send.copy", { what })}
    </Button>
  );
}
