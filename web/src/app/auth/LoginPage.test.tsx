import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { answerApi, refuse, SESSION, showAt } from "../testing/show";

const SIGNED_OUT = refuse(401, { code: "SignInNeeded", detail: "请先登录" });

async function signIn(): Promise<void> {
  await userEvent.type(await screen.findByLabelText("账号"), "lin");
  await userEvent.type(screen.getByLabelText("密码"), "a good password");
  await userEvent.click(screen.getByRole("button", { name: "登录" }));
}

describe("someone who is not signed in", () => {
  it("is sent to the login and remembers where they wanted to go", async () => {
    answerApi({ "GET /api/auth/me": SIGNED_OUT });
    const router = showAt("/b/demo/customers?tag=3");
    await screen.findByLabelText("账号");
    expect(router.state.location.search).toBe("?back=%2Fb%2Fdemo%2Fcustomers%3Ftag%3D3");
  });

  it("sees why a login was refused, with the request id", async () => {
    const problem = { code: "WrongPassword", detail: "账号或密码不对", fix: "再试一次", request_id: "req-7" };
    answerApi({ "GET /api/auth/me": SIGNED_OUT, "POST /api/auth/login": refuse(403, problem) });
    showAt("/login");
    await signIn();
    expect(await screen.findByText("账号或密码不对")).toBeInTheDocument();
    expect(screen.getByText(/req-7/)).toBeInTheDocument();
  });

  it("never follows a link out of the console after signing in", async () => {
    answerApi({ "GET /api/auth/me": SESSION, "POST /api/auth/login": SESSION });
    const router = showAt("/login?back=//evil.example");
    await signIn();
    await waitFor(() => expect(router.state.location.pathname).toMatch(/^\/b\/demo\//));
  });
});
