import { QueryCache, QueryClient } from "@tanstack/react-query";
import i18next from "i18next";
import { ApiProblem } from "@/api/problem";
import { sessionQuery } from "@/api/session";

const RETRIES_MAX = 2;

/** Only a fault that may pass by itself is worth asking again. */
function worthRetrying(failures: number, error: unknown): boolean {
  const passing = error instanceof ApiProblem && (error.status === 0 || error.status === 503);
  return passing && failures < RETRIES_MAX;
}

/** A session that ended while a page was open sends the person to the login, once. */
function onFailure(queries: QueryClient, error: unknown, key: readonly unknown[]): void {
  const ended = error instanceof ApiProblem && error.status === 401;
  if (ended && key[0] !== sessionQuery.queryKey[0]) void queries.resetQueries({ queryKey: sessionQuery.queryKey });
}

export function makeQueries(): QueryClient {
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: (error, query) => onFailure(queries, error, query.queryKey) }),
    defaultOptions: { queries: { retry: worthRetrying, staleTime: 10_000, refetchOnWindowFocus: false } },
  });
  // Sentences and labels come from the server in the reader's language.
  i18next.on("languageChanged", () => void queries.invalidateQueries());
  return queries;
}
