import { currentLanguage } from ".";

const HAN = /\p{Script=Han}/u;
const MARKS: Record<string, string> = { ",": "，", ":": "：", ";": "；", "?": "？", "!": "！" };
// Only beside a Chinese character or its quote: addresses, numbers, times and code keep their own marks.
const MARK = /(?<=[\p{Script=Han}」”）)])[,:;?!]\s?(?!\/)|[,:;?!](?=[\p{Script=Han}「“（])/gu;
const BRACKETS = /\(([^()]*)\)/g;

/**
 * A sentence that the server made, set as Chinese is printed: full-width marks, brackets and quotes.
 * Texts without a Chinese character, and pages in English, stay as they are.
 */
export function typeset(text: string): string {
  if (currentLanguage() !== "zh" || !HAN.test(text)) return text;
  const marked = text.replace(MARK, (mark) => MARKS[mark.trim()] ?? mark);
  return bracketed(marked).replaceAll("「", "“").replaceAll("」", "”");
}

function bracketed(text: string): string {
  const once = text.replace(BRACKETS, (whole, inside: string) => (HAN.test(inside) ? `（${inside}）` : whole));
  return once === text ? once : bracketed(once);
}
