import type { Moment } from "./api";

export const COLOURS: Record<Moment["state"], string> = {
  draft: "default",
  scheduled: "processing",
  creating: "processing",
  running: "processing",
  done: "success",
  cancelling: "warning",
  cancelled: "default",
  failed: "error",
};

export const TEXT_LENGTH_MAX = 2_000;
const TEXT_BYTES_MAX = 4_000;

/** WeCom counts both: 2,000 characters and 4,000 bytes; a Chinese character is three bytes. */
export const fits = (text: string) => [...text].length <= TEXT_LENGTH_MAX && new TextEncoder().encode(text).length <= TEXT_BYTES_MAX;

export interface Written {
  name: string;
  text: string;
  materials: { kind: string }[];
}

/** Why a moment cannot be sent off yet, as the key of its words; "" when it can. */
export function problemOf({ name, text, materials }: Written): string {
  if (!name.trim()) return "name";
  if (!text.trim() && materials.length === 0) return "text";
  if (!fits(text)) return "tooLong";
  const kinds = new Set(materials.map((each) => each.kind));
  if (kinds.size > 1) return "mixed";
  return materials.length > 1 && !kinds.has("image") ? "one" : "";
}
