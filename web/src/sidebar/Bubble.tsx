import { Button } from "antd-mobile";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toProblem } from "@/api/problem";
import { fileOf, messageOf, useNoteSent, type Piece, type Sent, type Suggestion } from "./api";
import { tell } from "./notice";
import type { CustomerProps } from "./view";
import { sendToChat, wecomReason } from "./wecom";

/** Words ready to be sent, and the material that goes with them: one tap each. */
export function Bubble({ said, clamp, ...beside }: CustomerProps & { said: Suggestion; clamp?: boolean }) {
  const { t } = useTranslation("sidebar");
  const text = { msgtype: "text", text: { content: said.text } };
  return (
    <div className="sb-say">
      <p className={clamp ? "sb-bubble sb-clamp" : "sb-bubble"}>{said.text}</p>
      <div className="sb-row">
        <SendButton {...beside} what={t("send.text")} sent={{ script_id: said.script_id }} copy={said.text} message={() => Promise.resolve(text)} primary />
        {said.material && <MaterialButton {...beside} piece={said.material} />}
      </div>
    </div>
  );
}

export function MaterialButton({ piece, ...beside }: CustomerProps & { piece: Piece }) {
  const { t } = useTranslation("sidebar");
  const what = t("send.material", { kind: t(`kind.${piece.kind}`), title: piece.title });
  const { brand } = beside;
  return <SendButton {...beside} what={what} sent={{ material_id: piece.id }} copy={copyOf(brand, piece)} message={() => messageOf(brand, piece.id)} />;
}

/** What can be pasted instead where nothing can be sent. */
function copyOf(brand: string, piece: Piece): string {
  return piece.body.text ?? piece.body.url ?? `${location.origin}${fileOf(brand, piece)}`;
}

interface Props extends CustomerProps {
  what: string;
  sent: Sent;
  copy: string;
  message: () => Promise<Record<string, unknown>>;
  primary?: boolean;
}

function SendButton({ brand, customerId, canSend, what, sent, copy, message, primary }: Props) {
  const { t } = useTranslation("sidebar");
  const note = useNoteSent(brand, customerId);
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    try {
      if (canSend) {
        await sendToChat(await message());
        note(sent);
      } else await navigator.clipboard.writeText(copy);
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
