import { useQuery } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import type { ListQuery, Page } from "@/api/lists";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Friend = Schemas["FriendOut"];
export type LostBy = Schemas["LostBy"];

const BASE = "/api/brands/{brand}" as const;

export function listLost(brand: string, { limit, cursor }: ListQuery, by?: LostBy): Promise<Page<Friend>> {
  const query = { limit, ...(cursor ? { cursor } : {}), ...(by ? { by } : {}) };
  return call(client.GET(`${BASE}/friends/lost`, { params: { path: { brand }, query } }));
}

export function useLostSummary(brand: string, days: number) {
  return useQuery({
    queryKey: [brand, "friends-lost", "summary", days],
    queryFn: () => call(client.GET(`${BASE}/friends/lost/summary`, { params: { path: { brand }, query: { days } } })),
  });
}
