import { Button, Tooltip, type ButtonProps } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";

/** A button for those who have the right `needs`; the others see it, grey, with the reason. */
export function RightButton({ needs, ...button }: ButtonProps & { needs: string }) {
  const { t } = useTranslation("ui");
  const allowed = useBrand().can[needs] === true;
  if (allowed) return <Button {...button} />;
  return (
    <Tooltip title={t("reason.noRight")}>
      <Button {...button} disabled />
    </Tooltip>
  );
}
