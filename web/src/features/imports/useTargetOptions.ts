import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { useAttributeKeys, type ImportDetail } from "./api";

const IDENTITIES = ["phone", "member_no", "unionid", "external_userid", "openid", "buyer", "user_id", "email"];

interface Option {
  value: string;
  label: string;
}

/** What a column may mean: who it is, the fields of this kind of file, and names of one's own. */
export function useTargetOptions(data: ImportDetail): (column: string, current: string | undefined) => object[] {
  const { t } = useTranslation("imports");
  const brand = useBrand();
  const known = useAttributeKeys(brand.code);
  const open = new Set(data.targets.filter((target) => target.endsWith(".")));
  const fields = data.targets.filter((target) => !target.endsWith("."));
  const name = (target: string) => t(`target.${target.replaceAll(".", "_")}`, { defaultValue: target });
  const identities = IDENTITIES.map((kind) => ({ value: `identity.${kind}`, label: name(`identity.${kind}`) }));
  const attributes = (known.data ?? []).map((each) => ({ value: `attribute.${each.key}`, label: each.label || each.key }));
  return (column, current) => {
    const own: Option[] = [];
    if (open.has("attribute.")) own.push(...attributes, { value: `attribute.${column}`, label: t("mapping.newAttribute", { name: column }) });
    if (open.has("property.")) own.push({ value: `property.${column}`, label: t("mapping.property", { name: column }) });
    const groups = [
      { label: t("mapping.who"), options: open.has("identity.") ? identities : [] },
      { label: t("mapping.what"), options: fields.map((target) => ({ value: target, label: name(target) })) },
      { label: t("mapping.own"), options: withoutDoubles(own) },
    ];
    const offered = new Set(groups.flatMap((group) => group.options.map((option) => option.value)));
    const guessed = current && !offered.has(current) ? [{ label: t("mapping.now"), options: [{ value: current, label: plain(current) }] }] : [];
    return [...guessed, ...groups.filter((group) => group.options.length > 0)];
  };
}

function withoutDoubles(options: Option[]): Option[] {
  return [...new Map(options.map((option) => [option.value, option])).values()];
}

/** "attribute.城市" reads better without its first word. */
function plain(target: string): string {
  return target.split(".").slice(1).join(".") || target;
}
