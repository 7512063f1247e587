/** One page of a keyset list. */
export interface Page<T> {
  items: T[];
  next_cursor: string | null;
  /** Exact count when the server knows it; null when counting would be slower than reading. */
  total: number | null;
}

export interface ListQuery {
  cursor?: string;
  limit: number;
  search?: string;
}

export const PAGE_ROWS = 20;
