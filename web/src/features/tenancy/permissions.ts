import { useTranslation } from "react-i18next";

/** What a key for programs is usually given; people's own rights come from their role. */
export const KEY_PERMISSIONS = [
  "events.write",
  "customers.read",
  "customers.write",
  "orders.write",
  "segments.read",
  "insights.read",
];

/** "customers.read" as an operator says it: 读取客户. */
export function usePermissionName(): (permission: string) => string {
  const { t } = useTranslation("tenancy");
  return (permission) => {
    const [area = "", verb = ""] = permission.split(".");
    const what = t(`areas.${area}`, { defaultValue: area });
    return t(`verbs.${verb}`, { what, defaultValue: permission });
  };
}
