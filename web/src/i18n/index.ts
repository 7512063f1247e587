import { startWith, type Language, type Words } from "./language";

export { currentLanguage, LANGUAGES, switchLanguage, type Language } from "./language";

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

/** The console's words. */
export function startI18n(): void {
  startWith(resources(), "ui");
}
