import { QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "@/api/problem";

const RETRIES_MAX = 2;

/** Only a fault that may pass by itself is worth asking again. */
export function worthRetrying(failures: number, error: unknown): boolean {
  return error instanceof ApiProblem && (error.status === 0 || error.status === 503) && failures < RETRIES_MAX;
}

export function makeQueries(): QueryClient {
  return new QueryClient({ defaultOptions: { queries: { retry: worthRetrying, staleTime: 10_000, refetchOnWindowFocus: false } } });
}
