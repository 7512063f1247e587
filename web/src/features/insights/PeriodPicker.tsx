import { DatePicker, Flex, Segmented } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import { useUrlState } from "@/ui/useUrlState";
import { DAY, isToCome } from "@/ui/wall";
import { customPeriod, DEFAULT_PRESET, PRESETS } from "./period";

/** The period of the figures; it lives in the address. */
export function PeriodPicker() {
  const { t } = useTranslation("insights");
  const [period, setPeriod] = useUrlState("period", DEFAULT_PRESET);
  const own = customPeriod(period);
  return (
    <Flex gap={8} wrap align="center">
      <Segmented
        value={own ? "" : period}
        onChange={setPeriod}
        options={PRESETS.map((value) => ({ value, label: t(`period.${value}`) }))}
        aria-label={t("period.label")}
        className="siyu-scroll"
      />
      <DatePicker.RangePicker
        allowClear
        value={own ? [dayjs(own.from), dayjs(own.to)] : null}
        aria-label={t("period.own")}
        disabledDate={isToCome}
        onChange={(days) => setPeriod(days?.[0] && days[1] ? `${days[0].format(DAY)}~${days[1].format(DAY)}` : null)}
      />
    </Flex>
  );
}
