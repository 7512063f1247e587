import { useTranslation } from "react-i18next";
import { formatNumber } from "@/ui/format";
import type { Material } from "@/ui/MaterialPicker";
import { unfitOf } from "./words";

/** Says in words why WeCom would not show a material in moments and what to do about it; "" when it would. */
export function useUnfit(): (material: Material) => string {
  const { t } = useTranslation("moments");
  const size = ([width, height]: [number, number]) => `${formatNumber(width)}\u00a0×\u00a0${formatNumber(height)}`;
  return ({ file }) => {
    const found = unfitOf(file);
    if (!found) return "";
    return found.key === "tooLong" ? t("unfit.tooLong", { seconds: found.seconds }) : t("unfit.tooLarge", { size: size(found.size), fit: size(found.fit) });
  };
}
