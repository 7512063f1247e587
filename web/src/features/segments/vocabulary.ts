import { createContext, useContext } from "react";
import type { AttributeWord, Vocabulary } from "./api";

export type ValueKind = "text" | "number" | "money" | "boolean" | "day" | "days" | "month" | "choice";

export const NO_WORDS: Vocabulary = { tags: [], attributes: [], events: [], segments: [] };
export const VocabularyContext = createContext<Vocabulary>(NO_WORDS);
export const useWords = () => useContext(VocabularyContext);

const PRESENCE = ["present", "missing"];
const ORDER = [">=", "<=", ">", "<", "=", "!=", "between"];
const MOVING = ["last_days", "next_days", "anniversary_days"];

/** How people look for comparisons: the most used first. */
const BY_USE = ["last_days", "in", "not_in", ...ORDER, "contains", "starts_with", "next_days", "anniversary_days", "month", ...PRESENCE];

/** The comparisons an attribute knows, the most used first; dates start with "in the last days", numbers with "at least". */
export function opsOf(word: AttributeWord | undefined): string[] {
  const order = word?.kind === "number" ? [...ORDER, ...BY_USE] : BY_USE;
  return [...new Set(order)].filter((op) => !word || word.ops.includes(op));
}

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
