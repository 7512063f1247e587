import { DatePicker } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import { useUrlState } from "@/ui/useUrlState";
import { DAY, isToCome } from "@/ui/wall";

/** The day a report looks back from; today when none is chosen. */
export function AsOfPicker() {
  const { t } = useTranslation("insights");
  const [asOf, setAsOf] = useUrlState("as_of");
  return (
    <DatePicker
      value={asOf ? dayjs(asOf) : null}
      placeholder={t("asOfToday")}
      aria-label={t("asOf")}
      disabledDate={isToCome}
      onChange={(day) => setAsOf(day ? day.format(DAY) : null)}
    />
  );
}
