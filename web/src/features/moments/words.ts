import type { Material } from "@/ui/MaterialPicker";
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

const LONG_PX_MAX = 10_800;
const SHORT_PX_MAX = 1_080;
const VIDEO_MS_MAX = 30_000;

/** The largest size of the same proportions that a moment shows. */
export function fittingSize(width: number, height: number): [number, number] {
  const share = Math.min(1, LONG_PX_MAX / Math.max(width, height), SHORT_PX_MAX / Math.min(width, height));
  return [Math.max(Math.floor(width * share + 1e-6), 1), Math.max(Math.floor(height * share + 1e-6), 1)];
}

/** Why WeCom does not show a material's file in moments: the key of its words and their figures; null when it does. */
export function unfitOf(file: Material["file"]): { key: "tooLarge"; size: [number, number]; fit: [number, number] } | { key: "tooLong"; seconds: number } | null {
  if (file?.length_ms && file.length_ms > VIDEO_MS_MAX) return { key: "tooLong", seconds: Math.ceil(file.length_ms / 1_000) };
  if (!file?.width_px || !file.height_px) return null;
  const [width, height] = fittingSize(file.width_px, file.height_px);
  return width === file.width_px && height === file.height_px ? null : { key: "tooLarge", size: [file.width_px, file.height_px], fit: [width, height] };
}
