import { describe, expect, it } from "vitest";
import { highlight } from "./highlight";

const marked = (text: string, ...words: string[]) => highlight(text, words).filter((piece) => piece.marked).map((piece) => piece.text);

describe("highlight", () => {
  it("marks every place of every word and keeps the whole text", () => {
    const text = "私下转账，再转账";
    expect(marked(text, "转账", "私下")).toEqual(["私下", "转账", "转账"]);
    expect(highlight(text, ["转账"]).map((piece) => piece.text).join("")).toBe(text);
  });

  it("passes over width, case and what stands between letters", () => {
    expect(marked("加 ＶＸ：ab-12", "vx", "AB12")).toEqual(["ＶＸ", "ab-12"]);
  });

  it("joins words that overlap and marks nothing for empty ones", () => {
    expect(marked("转账给我", "转账给", "账给我")).toEqual(["转账给", "我"]);
    expect(highlight("转账", ["", "，"])).toEqual([{ text: "转账", marked: false }]);
    expect(highlight("", ["转账"])).toEqual([]);
  });
});
