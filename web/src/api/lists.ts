/** One page of a keyset list. */
export interface Page<T> {
  items: T[];
  next_cursor?: string | null | undefined;
  /** Exact count when the server knows it; null when counting would be slower than reading. */
  total?: number | null | undefined;
}

export interface ListQuery {
  cursor?: string;
  limit: number;
  search?: string;
}

export const PAGE_ROWS = 20;

/** For lists whose cursor is a number. */
export function withNumberCursor({ cursor, ...rest }: ListQuery): Omit<ListQuery, "cursor"> & { cursor?: number } {
  return cursor === undefined ? rest : { ...rest, cursor: Number(cursor) };
}

/** A short list that comes whole, as the one page it is. */
export function wholePage<T>(items: T[]): Page<T> {
  return { items, next_cursor: null, total: items.length };
}
