import { useCallback } from "react";
import { useSearchParams } from "react-router";

/** State that lives in the address, so that reload, back and a shared link keep it. Changing it returns to page one. */
export function useUrlState(name: string, fallback = ""): [string, (value: string | null | undefined) => void] {
  const [search, setSearch] = useSearchParams();
  const set = useCallback(
    (value: string | null | undefined) =>
      setSearch((old) => withParam(old, name, value === fallback ? null : value), { replace: true }),
    [fallback, name, setSearch],
  );
  return [search.get(name) ?? fallback, set];
}

function withParam(old: URLSearchParams, name: string, value: string | null | undefined): URLSearchParams {
  const next = new URLSearchParams(old);
  next.delete("cursor");
  if (value) next.set(name, value);
  else next.delete(name);
  return next;
}
