import { useTranslation } from "react-i18next";

/** Why a message was dropped or put off; a vendor's own words are shown as they came. */
export function useReason(): (reason: string) => string {
  const { t } = useTranslation("outreach");
  return (reason) => (reason ? t(`reason.${reason}`, { defaultValue: reason }) : "—");
}
