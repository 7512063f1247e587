import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useLocation, useNavigate, useSearchParams } from "react-router";
import { PAGE_ROWS, type ListQuery, type Page } from "@/api/lists";

export interface ListState<T> {
  query: UseQueryResult<Page<T>>;
  /** True when the list is narrowed, so that an empty answer says "no match" and not "nothing yet". */
  narrowed: boolean;
  hasPrevious: boolean;
  next: () => void;
  previous: () => void;
}

interface Options<T> {
  key: readonly unknown[];
  load: (query: ListQuery) => Promise<Page<T>>;
  /** Filters already read from the address; they are part of the cache key. */
  filters?: Record<string, string | undefined>;
  refetchMs?: number | ((page: Page<T> | undefined) => number | false);
}

/** Keyset paging with search and filters, all of it in the address. */
export function useList<T>({ key, load, filters = {}, refetchMs }: Options<T>): ListState<T> {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const { state, pathname } = useLocation() as { state: { pages?: number } | null; pathname: string };
  const cursor = search.get("cursor") ?? undefined;
  const words = search.get("search") ?? undefined;
  const query = useQuery({
    queryKey: [...key, cursor, words, filters],
    queryFn: () =>
      load({ limit: PAGE_ROWS, ...(cursor ? { cursor } : {}), ...(words ? { search: words } : {}), ...filters }),
    placeholderData: keepPreviousData,
    refetchInterval: typeof refetchMs === "function" ? (each) => refetchMs(each.state.data) : (refetchMs ?? false),
  });
  const pages = state?.pages ?? 0;
  const go = (to: string | null, depth: number) => {
    const next = new URLSearchParams(search);
    if (to) next.set("cursor", to);
    else next.delete("cursor");
    void navigate(`${pathname}?${next}`, { state: { pages: depth } });
  };
  return {
    query,
    narrowed: Boolean(words) || Object.values(filters).some(Boolean),
    hasPrevious: cursor !== undefined,
    next: () => go(query.data?.next_cursor ?? null, pages + 1),
    // Keyset pages only know the way forward; the browser history knows the way back.
    previous: () => (pages > 0 ? void navigate(-1) : go(null, 0)),
  };
}
