import { createContext, useContext } from "react";

export type ValueKind = "text" | "number" | "money" | "boolean" | "day" | "days" | "month" | "choice";

export interface Choice {
  value: string | number;
  label: string;
}
export interface AttributeWord {
  key: string;
  label: string;
  kind: string;
  /** Known values, when there are few; the numbers of units and people with their names. */
  choices: Choice[];
}
export interface EventWord {
  name: string;
  label: string;
  properties: Choice[];
}
/** The names a rule of this brand may use. */
export interface Vocabulary {
  tags: { name: string; group: string }[];
  attributes: AttributeWord[];
  events: EventWord[];
  segments: { id: number; name: string }[];
}

export const NO_WORDS: Vocabulary = { tags: [], attributes: [], events: [], segments: [] };
export const VocabularyContext = createContext<Vocabulary>(NO_WORDS);
export const useWords = () => useContext(VocabularyContext);

const PRESENCE = ["present", "missing"];
const ORDER = [">=", "<=", ">", "<", "=", "!=", "between"];
const MOVING = ["last_days", "next_days", "anniversary_days"];

/** Comparisons by the kind of the attribute, the most used first. */
export const ATTRIBUTE_OPS: Record<string, string[]> = {
  text: ["in", "not_in", "=", "!=", "contains", "starts_with", ...PRESENCE],
  number: [...ORDER, ...PRESENCE],
  boolean: ["=", ...PRESENCE],
  date: ["last_days", ">=", "<=", "between", "next_days", "anniversary_days", "month", "=", ...PRESENCE],
  datetime: ["last_days", ">=", "<=", "between", "next_days", "anniversary_days", "month", "=", ...PRESENCE],
  unit: ["in", "not_in", ...PRESENCE],
  staff: ["in", "not_in", ...PRESENCE],
};

export const MEASURE_OPS = [">=", "<=", ">", "<", "=", "between"];
export const WHERE_OPS = ["=", "in", "not_in", "!=", ">=", "<=", ">", "<", "between", "contains", "starts_with", ...PRESENCE];

/** What the value of an attribute's comparison is. */
export function valueKind(attributeKind: string, op: string): ValueKind {
  if (op === "month") return "month";
  if (MOVING.includes(op)) return "days";
  switch (attributeKind) {
    case "number":
    case "boolean":
      return attributeKind;
    case "date":
    case "datetime":
      return "day";
    case "unit":
    case "staff":
      return "choice";
    default:
      return "text";
  }
}

/** A value that fits the comparison: the same when the shape stays, else none. */
export function fitted<T>(value: T | T[] | null | undefined, from: string, to: string): T | T[] | null | undefined {
  if (PRESENCE.includes(to)) return undefined;
  const shape = (op: string) => (op === "in" || op === "not_in" ? "list" : op === "between" ? "pair" : MOVING.includes(op) || op === "month" ? "days" : "one");
  if (shape(from) === shape(to)) return value ?? null;
  return shape(to) === "list" ? [] : null;
}

/** A half-written number in the words of the amount it stands for: money is kept in fen and typed in yuan. */
export const FEN = 100;
export const isMoney = (property: string | undefined) => property === "value_fen" || property?.endsWith("_fen") === true;
