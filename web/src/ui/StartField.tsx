import { DatePicker, Flex, Radio } from "antd";
import { useTranslation } from "react-i18next";
import { momentOf, tomorrowMorning, wallClock } from "./wall";

interface Props {
  /** 0 is at once. */
  atMs: number;
  onChange: (atMs: number) => void;
}

/** When something is sent: at once, or at a time by the clocks of the brand. */
export function StartField({ atMs, onChange }: Props) {
  const { t } = useTranslation("ui");
  return (
    <div className="siyu-question">
      <span>{t("start.when")}</span>
      <Flex gap={8} wrap align="center">
        <Radio.Group value={atMs > 0} onChange={(event) => onChange(event.target.value ? tomorrowMorning() : 0)}>
          <Radio value={false}>{t("start.now")}</Radio>
          <Radio value>{t("start.later")}</Radio>
        </Radio.Group>
        {atMs > 0 && (
          <DatePicker
            showTime={{ format: "HH:mm", minuteStep: 5 }}
            format="YYYY-MM-DD HH:mm"
            aria-label={t("start.when")}
            allowClear={false}
            value={wallClock(atMs)}
            onChange={(value) => value && onChange(momentOf(value))}
          />
        )}
      </Flex>
    </div>
  );
}
