import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { carryLanguage } from "@/api/client";

export type Language = "zh" | "en";
export const LANGUAGES: Language[] = ["zh", "en"];

const STORED = "siyu.language";
const TAG: Record<Language, string> = { zh: "zh-CN", en: "en" };

type Words = Record<string, unknown>;
const files = import.meta.glob<{ default: Words }>(["../{ui,app}/{zh,en}.json", "../features/*/{zh,en}.json"], {
  eager: true,
});

/** One namespace per folder: `ui`, `app` and each feature, read from the zh.json and en.json beside its code. */
function resources(): Record<Language, Record<string, Words>> {
  const all: Record<Language, Record<string, Words>> = { zh: {}, en: {} };
  for (const [path, file] of Object.entries(files)) {
    const [, namespace, language] = /([^/]+)\/(zh|en)\.json$/.exec(path) ?? [];
    if (namespace && language) all[language as Language][namespace] = file.default;
  }
  return all;
}

function firstLanguage(): Language {
  const stored = globalThis.localStorage.getItem(STORED);
  if (stored === "zh" || stored === "en") return stored;
  return navigator.language.toLowerCase().startsWith("en") ? "en" : "zh";
}

function announce(language: string): void {
  const tag = TAG[language as Language];
  document.documentElement.lang = tag;
  carryLanguage(tag);
}

export function startI18n(): void {
  i18next.on("languageChanged", announce);
  void i18next.use(initReactI18next).init({
    resources: resources(),
    lng: firstLanguage(),
    fallbackLng: "zh",
    defaultNS: "ui",
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}

export async function switchLanguage(language: Language): Promise<void> {
  globalThis.localStorage.setItem(STORED, language);
  await i18next.changeLanguage(language);
}

export function currentLanguage(): Language {
  return i18next.resolvedLanguage === "en" ? "en" : "zh";
}
