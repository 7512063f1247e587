import type { Mode } from "@/ui/theme";

/** Words on a heat cell stay readable: light on the strong end of the scale, dark on the weak one. */
export function heatLabel(strength: number, mode: Mode): { color: string } {
  const strong = strength > 0.72;
  if (mode === "dark") return { color: strong ? "#10201c" : "#d7e5e1" };
  return { color: strong ? "#ffffff" : "#1f2a28" };
}
