import { describe, expect, it } from "vitest";

type Words = { [key: string]: string | Words };
const words = import.meta.glob<{ default: Words }>("../**/{zh,en}.json", { eager: true });
const sources = import.meta.glob<string>(["../**/*.{ts,tsx}", "!../**/*.test.*"], { eager: true, query: "?raw", import: "default" });

function keys(tree: Words, prefix = ""): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [`${prefix}${key}`] : keys(value, `${prefix}${key}.`),
  );
}

function texts(tree: Words): string[] {
  return Object.values(tree).flatMap((value) => (typeof value === "string" ? [value] : texts(value)));
}

// English needs a plural where Chinese has none.
const withoutPlural = (all: string[]) => [...new Set(all.map((key) => key.replace(/_(one|other)$/, "")))].sort();
const folders = [...new Set(Object.keys(words).map((path) => path.replace(/\/(zh|en)\.json$/, "")))];
const wordsOf = (folder: string, language: string) => words[`${folder}/${language}.json`]?.default ?? {};

describe.each(folders)("the words of %s", (folder) => {
  it("exist in both languages", () => {
    expect(withoutPlural(keys(wordsOf(folder, "en")))).toEqual(withoutPlural(keys(wordsOf(folder, "zh"))));
  });
  it("are never empty and do not shout", () => {
    for (const language of ["zh", "en"]) {
      for (const text of texts(wordsOf(folder, language))) expect(text).toMatch(/^[^!！]+$/);
    }
  });
});

describe("the source", () => {
  const known = new Set(
    folders.flatMap((folder) => withoutPlural(keys(wordsOf(folder, "zh"))).map((key) => `${folder.split("/").at(-1)}:${key}`)),
  );
  it("asks only for words that exist", () => {
    const missing: string[] = [];
    for (const [path, text] of Object.entries(sources)) {
      const namespace = /useTranslation\("(\w+)"\)/.exec(text)?.[1];
      if (!namespace) continue;
      for (const [, key] of text.matchAll(/[^\w]t\("([\w.:-]+)"/g)) {
        const full = key?.includes(":") ? key : `${namespace}:${key}`;
        if (!known.has(full)) missing.push(`${path} ${full}`);
      }
    }
    expect(missing).toEqual([]);
  });
});
