import { render } from "@testing-library/react";
import { createMemoryRouter } from "react-router";
import { vi } from "vitest";
import { App } from "../App";
import { makeQueries } from "../queries";
import { routes } from "../routes";

export type Answers = Record<string, unknown>;

export interface Refusal {
  status: number;
  problem: object;
}

export function refuse(status: number, problem: object): Refusal {
  return { status, problem };
}

const isRefusal = (answer: unknown): answer is Refusal => typeof answer === "object" && answer !== null && "problem" in answer;

export const SESSION = {
  user: { id: 1, account: "lin", name: "林晓" },
  brands: [
    {
      code: "demo",
      name: "禾谷粮油",
      zone: "Asia/Shanghai",
      role: "owner",
      can: { "customers.read": true, "customers.write": true, "segments.write": true, "imports.read": true, "settings.read": true, "settings.write": true, "accounts.read": true, "keys.read": true, "audit.read": true },
    },
  ],
  csrf_token: "csrf-1",
};

/** Answers the API from a table of "METHOD /path" and keeps what was asked. */
export function answerApi(answers: Answers): Request[] {
  const asked: Request[] = [];
  vi.stubGlobal("fetch", (request: Request) => {
    asked.push(request.clone());
    const answer = answers[`${request.method} ${new URL(request.url).pathname}`];
    if (answer === undefined) return Promise.resolve(new Response(null, { status: 404 }));
    if (isRefusal(answer)) {
      const headers = { "Content-Type": "application/problem+json" };
      return Promise.resolve(new Response(JSON.stringify(answer.problem), { status: answer.status, headers }));
    }
    return Promise.resolve(Response.json(answer));
  });
  return asked;
}

/** Draws the whole console at an address, on the answers given before. */
export function showAt(address: string) {
  const router = createMemoryRouter(routes, { initialEntries: [address] });
  render(<App queries={makeQueries()} router={router} />);
  return router;
}
