import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { toProblem } from "@/api/problem";
import { ErrorState } from "./ErrorState";
import { Loading } from "./Loading";
import { Missing } from "./Missing";

interface Props<T> {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
  rows?: number;
}

/** Loading, failed and loaded, the same way on every page; old data stays while new data comes. */
export function Loaded<T>({ query, children, rows }: Props<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError && toProblem(query.error).status === 404) return <Missing problem={toProblem(query.error)} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return <Loading rows={rows ?? 6} />;
}
