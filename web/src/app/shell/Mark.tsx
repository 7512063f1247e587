import { Typography } from "antd";
import { useTranslation } from "react-i18next";

/** The product's name and sign. */
export function Mark({ short = false }: { short?: boolean }) {
  const { t } = useTranslation("ui");
  return (
    <span className="siyu-mark">
      <img src="/favicon.svg" width={28} height={28} alt="" />
      {!short && <Typography.Text strong>{t("product")}</Typography.Text>}
    </span>
  );
}
