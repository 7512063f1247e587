import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import type { State } from "./api";

const COLOURS: Record<State, string> = {
  draft: "default",
  queued: "processing",
  running: "processing",
  done: "success",
  cancelled: "default",
  failed: "error",
};

export function StateTag({ state }: { state: State }) {
  const { t } = useTranslation("imports");
  return <Tag color={COLOURS[state]}>{t(`state.${state}`)}</Tag>;
}
