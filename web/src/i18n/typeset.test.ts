import { beforeEach, describe, expect, it } from "vitest";
import { switchLanguage } from ".";
import { typeset } from "./typeset";

describe("on a Chinese page, a sentence of the server", () => {
  beforeEach(() => switchLanguage("zh"));
  it("gets the marks of printed Chinese", () => {
    expect(typeset("有「VIP」标签,且(属于人群「老客」,或年龄不低于30)的客户")).toBe("有“VIP”标签，且（属于人群“老客”，或年龄不低于30）的客户");
    expect(typeset("节点「a」:没有人会走到这里")).toBe("节点“a”：没有人会走到这里");
  });
  it("keeps numbers, times and code as they are", () =>
    expect(typeset("合计不低于¥12,800.00,截至 14:32,用 max(a) 算")).toBe("合计不低于¥12,800.00，截至 14:32，用 max(a) 算"));
  it("stays as it is without Chinese", () => expect(typeset("a (b), c: d?")).toBe("a (b), c: d?"));
});

describe("on an English page, a sentence of the server", () => {
  beforeEach(() => switchLanguage("en"));
  it("stays as it is", () => expect(typeset("近90天买过,且有标签")).toBe("近90天买过,且有标签"));
});
