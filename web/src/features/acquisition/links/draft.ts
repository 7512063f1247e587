import type { LinkSettings } from "./api";

export const NAME_MAX = 30;
const PREFIX = "wecom:";

/** The settings a new link starts from. */
export function startSettings(): LinkSettings {
  return {
    name: "",
    staff_ids: [],
    unit_ids: [],
    skip_verify: true,
    tag_ids: [],
    remark: "",
    welcome: { text: "", attachments: [], journey_id: null },
    org_unit_id: null,
  };
}

/** Why a draft cannot be saved yet, as the key of its words; "" when it can. */
export function settingsProblem(draft: LinkSettings): "" | "unnamed" | "nobody" {
  if (!draft.name.trim()) return "unnamed";
  return (draft.staff_ids ?? []).length + (draft.unit_ids ?? []).length === 0 ? "nobody" : "";
}

/** The units that are departments of WeCom: only those can be behind a link as a whole. */
export function departments(units: { id: number; code: string; name: string }[]): { value: number; label: string }[] {
  return units.filter((unit) => unit.code.startsWith(PREFIX)).map((unit) => ({ value: unit.id, label: unit.name }));
}
