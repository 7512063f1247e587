import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { useRawVocabulary, type RawVocabulary } from "./api";
import { NO_WORDS, type Choice, type Vocabulary } from "./vocabulary";

/** The brand's names in the reader's language; built-in events and attributes are translated here. */
export function useVocabulary(): { words: Vocabulary; failed: unknown } {
  const { t, i18n } = useTranslation("segments");
  const raw = useRawVocabulary(useBrand().code);
  const english = i18n.resolvedLanguage === "en";
  if (!raw.data) return { words: NO_WORDS, failed: raw.error };
  const label = (zh?: string, en?: string) => (english ? (en ?? zh) : zh);
  return {
    failed: null,
    words: {
      tags: raw.data.tags.map((tag) => ({ name: tag.name, group: tag.group ?? "" })),
      segments: raw.data.segments,
      attributes: raw.data.attributes.map((each) => ({
        key: each.key,
        kind: each.kind,
        label: label(each.label, each.label_en) || each.key,
        choices: (each.values ?? []).map(choice),
      })),
      events: raw.data.events.map((each) => eventWord(each, (name, given) => given ?? t(`event.${name}`, { defaultValue: name }), label)),
    },
  };
}

function eventWord(
  raw: RawVocabulary["events"][number],
  named: (name: string, given?: string) => string,
  label: (zh?: string, en?: string) => string | undefined,
) {
  if (typeof raw === "string") return { name: raw, label: named(raw), properties: [] };
  const properties = (raw.properties ?? []).map((each) =>
    typeof each === "string" ? choice(each) : { value: each.key, label: each.label ?? each.key },
  );
  return { name: raw.name, label: named(raw.name, label(raw.label, raw.label_en)), properties };
}

function choice(value: string | Choice): Choice {
  return typeof value === "string" ? { value, label: value } : value;
}
