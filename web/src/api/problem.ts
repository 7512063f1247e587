/** One field the server refused, with how to put it right. */
export interface FieldProblem {
  field: string;
  value?: unknown;
  detail: string;
  fix?: string | null;
}

interface ProblemBody {
  title?: string;
  status?: number;
  detail?: string;
  code?: string;
  field?: string | null;
  value?: unknown;
  fix?: string | null;
  request_id?: string | null;
  errors?: FieldProblem[] | null;
}

/** The one error shape of the API (RFC 9457); also used when the network itself fails. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly fix: string | null;
  readonly requestId: string | null;
  readonly fields: FieldProblem[];

  constructor(body: ProblemBody, status: number) {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.name = "ApiProblem";
    this.status = status;
    this.code = body.code ?? `http_${status}`;
    this.title = body.title ?? `HTTP ${status}`;
    this.detail = body.detail ?? "";
    this.fix = body.fix ?? null;
    this.requestId = body.request_id ?? null;
    this.fields = fieldsOf(body);
  }
}

function fieldsOf(body: ProblemBody): FieldProblem[] {
  if (body.errors?.length) return body.errors;
  if (!body.field) return [];
  return [{ field: body.field, value: body.value, detail: body.detail ?? body.title ?? "", fix: body.fix ?? null }];
}

/** Turns whatever was thrown or answered into an ApiProblem, so that every screen shows errors one way. */
export function toProblem(error: unknown, response?: Response): ApiProblem {
  if (error instanceof ApiProblem) return error;
  const status = response?.status ?? 0;
  const requestId = response?.headers.get("x-request-id") ?? null;
  if (error && typeof error === "object" && !(error instanceof Error)) {
    return new ApiProblem({ request_id: requestId, ...(error as ProblemBody) }, status);
  }
  const code = status === 0 ? "network" : `http_${status}`;
  const detail = error instanceof Error ? error.message : typeof error === "string" ? error.slice(0, 300) : "";
  return new ApiProblem({ code, detail, request_id: requestId }, status);
}
