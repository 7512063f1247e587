import { useSyncExternalStore } from "react";
import type { Mode } from "./theme";

export type Preference = Mode | "system";

const STORED = "siyu.mode";
const systemDark = globalThis.matchMedia?.("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

function readPreference(): Preference {
  const stored = globalThis.localStorage.getItem(STORED);
  return stored === "light" || stored === "dark" ? stored : "system";
}

function readMode(): Mode {
  const preference = readPreference();
  if (preference !== "system") return preference;
  return systemDark?.matches ? "dark" : "light";
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  systemDark?.addEventListener("change", listener);
  return () => {
    listeners.delete(listener);
    systemDark?.removeEventListener("change", listener);
  };
}

export function useMode(): Mode {
  return useSyncExternalStore(subscribe, readMode);
}

export function usePreference(): Preference {
  return useSyncExternalStore(subscribe, readPreference);
}

export function setPreference(preference: Preference): void {
  globalThis.localStorage.setItem(STORED, preference);
  for (const listener of listeners) listener();
}
