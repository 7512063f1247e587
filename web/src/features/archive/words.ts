import { useTranslation } from "react-i18next";
import type { Talk } from "./api";

/** What a conversation is called: the customer's name, a group, or the members who talk. */
export function useTitle(): (talk: Talk) => string {
  const { t } = useTranslation("archive");
  return (talk) => {
    if (talk.kind === "group") return t("talks.group", { people: talk.staff.join("、") });
    if (talk.kind === "staff") return talk.staff.join("、");
    return talk.customer || t("talks.unnamed");
  };
}
