import { describe, expect, it } from "vitest";
import type { GroupWelcome } from "./api";
import { toBody, toValues } from "./welcomeValues";

const held: GroupWelcome = {
  id: 1, text: "欢迎", link: null, material: null, notify: true, sync: "ready", error: "", version: 1, created_by: "林", updated_at_ms: 0,
};
const link = { title: "新人礼", url: "https://example.com", description: "", picture_url: "https://example.com/a.png" };
const material = { id: 7, title: "海报", kind: "image" };

describe("a group welcome text", () => {
  it("comes out of the form as it went in", () => {
    for (const each of [held, { ...held, link }, { ...held, material }]) {
      const body = toBody(toValues(each), each);
      expect([body.text, body.link, body.material_id]).toEqual(["欢迎", each.link, each.material?.id ?? 0]);
    }
  });

  it("sends only what is chosen last, whatever was filled in before", () => {
    const values = { ...toValues({ ...held, link }), attachments: [material] };
    expect(toBody({ ...values, carries: "material" }, null)).toMatchObject({ link: null, material_id: 7 });
    expect(toBody({ ...values, carries: "link" }, null)).toMatchObject({ link: { title: "新人礼" }, material_id: 0 });
    expect(toBody({ ...values, carries: "none" }, null)).toMatchObject({ link: null, material_id: 0 });
  });
});
