import type { ChosenMaterial } from "@/ui/MaterialPicker";
import type { GroupWelcome, GroupWelcomeBody } from "./api";

/** What follows the words: at most one thing, as WeCom wants it. */
export type Carries = "none" | "material" | "link";
export const CARRIES: Carries[] = ["none", "material", "link"];

/** `attachments` is what the server calls them when it refuses one. */
export interface WelcomeValues {
  text?: string;
  carries: Carries;
  attachments?: ChosenMaterial[];
  title?: string;
  url?: string;
  description?: string;
  notify: boolean;
}

export function toValues(welcome: GroupWelcome | null): WelcomeValues {
  if (!welcome) return { carries: "none", notify: true };
  const { text, link, material, notify } = welcome;
  if (material) return { text, notify, carries: "material", attachments: [material] };
  if (link) return { text, notify, carries: "link", title: link.title, url: link.url, description: link.description ?? "" };
  return { text, notify, carries: "none" };
}

/** Only what is chosen is sent. A picture for the link, put there over the API, stays as it is. */
export function toBody(values: WelcomeValues, welcome: GroupWelcome | null): GroupWelcomeBody {
  const { text = "", carries, attachments = [], title = "", url = "", description = "", notify } = values;
  const link = { title, url, description, picture_url: welcome?.link?.picture_url ?? "" };
  return {
    text,
    notify: notify ?? true,
    link: carries === "link" ? link : null,
    material_id: carries === "material" ? (attachments[0]?.id ?? 0) : 0,
  };
}
