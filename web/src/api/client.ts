import createClient, { type Middleware } from "openapi-fetch";
import type { paths } from "./schema";
import { toProblem } from "./problem";

const UNSAFE = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/** What every request carries; set by the session and the language switch, never by a screen. */
const carried = { csrfToken: "", language: "zh-CN" };

export function carryCsrfToken(token: string): void {
  carried.csrfToken = token;
}

export function carryLanguage(language: string): void {
  carried.language = language;
}

/** Headers for the few requests that do not go through the generated client (file upload with progress). */
export function carriedHeaders(method: string): Record<string, string> {
  const headers: Record<string, string> = { "Accept-Language": carried.language };
  if (UNSAFE.has(method) && carried.csrfToken) headers["X-CSRF-Token"] = carried.csrfToken;
  return headers;
}

const carry: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(carriedHeaders(request.method))) request.headers.set(name, value);
    return request;
  },
};

/** The generated client: every path, parameter and answer is checked against the server's OpenAPI document. */
export const client = createClient<paths>({
  // Absolute because Request refuses relative addresses outside a page (tests).
  baseUrl: globalThis.location.origin,
  credentials: "same-origin",
  fetch: (request) => globalThis.fetch(request),
});
client.use(carry);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Awaits a client call and gives its data; throws ApiProblem for every other outcome. */
export async function call<T>(request: Promise<Answer<T>>): Promise<T> {
  const answer = await request.catch((error: unknown) => Promise.reject(toProblem(error)));
  if (!answer.response.ok) throw toProblem(answer.error, answer.response);
  return answer.data as T;
}
