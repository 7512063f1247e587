import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { answerApi, refuse, SESSION, showAt } from "./testing/show";

const WANG = {
  id: 65536, name: "王秀英", phone: "138****8000", org_unit: "杭州湖滨店", advisor: "赵敏",
  attributes: {}, tags: ["爱吃辣"], created_at_ms: 1_790_000_000_000,
};
const LIST = "GET /api/brands/demo/customers";
const TAGS = { "GET /api/brands/demo/tag-groups": [], "GET /api/brands/demo/tags": [] };

describe("the customer list", () => {
  it("shows who is known, masked", async () => {
    answerApi({ "GET /api/auth/me": SESSION, ...TAGS, [LIST]: { items: [WANG], next_cursor: null, total: 1 } });
    showAt("/b/demo/customers");
    expect(await screen.findByText("王秀英", {}, { timeout: 5000 })).toBeInTheDocument();
    expect(screen.getByText("138****8000")).toBeInTheDocument();
  });

  it("offers the import when nobody is known yet", async () => {
    answerApi({ "GET /api/auth/me": SESSION, ...TAGS, [LIST]: { items: [], next_cursor: null, total: 0 } });
    showAt("/b/demo/customers");
    expect(await screen.findByText("客户会出现在这里")).toBeInTheDocument();
  });

  it("says what happened and how to mend it when the server fails", async () => {
    const problem = { code: "Crashed", detail: "系统内部出错", fix: "把请求编号发给管理员", request_id: "req-9" };
    answerApi({ "GET /api/auth/me": SESSION, ...TAGS, [LIST]: refuse(500, problem) });
    showAt("/b/demo/customers");
    expect(await screen.findByText("服务器出错了")).toBeInTheDocument();
    expect(screen.getByText(/req-9/)).toBeInTheDocument();
  });

  it("keeps the search in the address and asks the server for it", async () => {
    const asked = answerApi({ "GET /api/auth/me": SESSION, ...TAGS, [LIST]: { items: [], next_cursor: null, total: 0 } });
    const router = showAt("/b/demo/customers");
    await userEvent.type(await screen.findByLabelText("搜姓名、手机号、会员号"), "王{Enter}");
    expect(await screen.findByText("没有符合条件的结果")).toBeInTheDocument();
    expect(new URLSearchParams(router.state.location.search).get("search")).toBe("王");
    expect(asked.some((request) => new URL(request.url).searchParams.get("search") === "王")).toBe(true);
  });
});

describe("a change", () => {
  it("carries the CSRF token and the language", async () => {
    const asked = answerApi({ "GET /api/auth/me": SESSION, ...TAGS, "POST /api/brands/demo/tag-groups": { id: 1, name: "口味" } });
    showAt("/b/demo/tags");
    await userEvent.click(await screen.findByRole("button", { name: /新建标签组/ }));
    await userEvent.type(await screen.findByLabelText("标签组名称"), "口味");
    await userEvent.click(screen.getByRole("button", { name: "保存" }));
    await screen.findByText("标签会按组排在这里");
    const sent = asked.find((request) => request.method === "POST");
    expect(sent?.headers.get("x-csrf-token")).toBe("csrf-1");
    expect(sent?.headers.get("accept-language")).toBe("zh-CN");
  });
});

describe("an account", () => {
  it("is bound to a member of staff when the form is saved, not before", async () => {
    const user = { id: 5, account: "zhao", name: "赵敏", role: "advisor", org_unit_id: null, locked: false, staff_id: null, staff: null };
    const staff = { id: 9, code: "A01", name: "赵敏", role: "advisor", active: true };
    const asked = answerApi({
      "GET /api/auth/me": SESSION,
      "GET /api/brands/demo/users": [user],
      "GET /api/brands/demo/org-units": [],
      "GET /api/brands/demo/staff": { items: [staff], next_cursor: null, total: 1 },
      "PATCH /api/brands/demo/users/5": {},
      "PUT /api/brands/demo/users/5/staff": {},
    });
    showAt("/b/demo/settings/users");
    fireEvent.click(await screen.findByText("zhao"));
    fireEvent.mouseDown(await screen.findByLabelText("对应员工"));
    fireEvent.click(await screen.findByText("赵敏 A01"));
    const changes = () => asked.filter((request) => request.method !== "GET").map((request) => request.method);
    expect(changes()).toEqual([]);
    fireEvent.click(screen.getByText("保存"));
    await waitFor(() => expect(changes()).toEqual(["PATCH", "PUT"]));
    expect(await asked.find((request) => request.method === "PUT")?.json()).toEqual({ staff_id: 9 });
  });
});

describe("the menu", () => {
  it("leaves out what this person may not open", async () => {
    const [brand] = SESSION.brands;
    const advisor = { ...SESSION, brands: [{ ...brand, role: "advisor", can: { "customers.read": true } }] };
    answerApi({ "GET /api/auth/me": advisor, ...TAGS, [LIST]: { items: [], next_cursor: null, total: 0 } });
    showAt("/b/demo/customers");
    expect(await screen.findByRole("link", { name: "客户列表" })).toBeInTheDocument();
    expect(screen.queryByRole("link", { name: "API 密钥" })).toBeNull();
  });
});
