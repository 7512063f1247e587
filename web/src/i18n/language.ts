import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { carryLanguage } from "@/api/client";

export type Language = "zh" | "en";
export const LANGUAGES: Language[] = ["zh", "en"];
export type Words = Record<string, unknown>;

const STORED = "siyu.language";
const TAG: Record<Language, string> = { zh: "zh-CN", en: "en" };

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

/** Starts with the words of one face of the product, by language and namespace. */
export function startWith(resources: Record<Language, Record<string, Words>>, namespace: string): void {
  i18next.on("languageChanged", announce);
  void i18next.use(initReactI18next).init({
    resources: resources as never,
    lng: firstLanguage(),
    fallbackLng: "zh",
    defaultNS: namespace,
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
