import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Sync = Schemas["SyncOut"];
export type CallbackCount = Schemas["CallbackCountOut"];

const BASE = "/api/brands/{brand}/wecom" as const;
const LOOK_AGAIN_MS = 2_000;
const inBrand = (brand: string) => ({ params: { path: { brand } } });

export const isMoving = (sync: Sync | undefined) => sync !== undefined && ["running", "waiting", "stopping"].includes(sync.state);

export function useSyncs(brand: string) {
  return useQuery({
    queryKey: [brand, "wecom-syncs"],
    queryFn: () => call(client.GET(`${BASE}/syncs`, inBrand(brand))),
    refetchInterval: (query) => (isMoving(query.state.data?.[0]) ? LOOK_AGAIN_MS : false),
  });
}

export function useBegin(brand: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => call(client.POST(`${BASE}/syncs`, inBrand(brand))),
    onSuccess: () => queries.invalidateQueries({ queryKey: [brand, "wecom-syncs"] }),
  });
}

export function useStop(brand: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => call(client.POST(`${BASE}/syncs/{sync_id}/stop`, { params: { path: { brand, sync_id: id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: [brand, "wecom-syncs"] }),
  });
}

export function useCallbacks(brand: string) {
  return useQuery({ queryKey: [brand, "wecom-callbacks"], queryFn: () => call(client.GET(`${BASE}/callbacks`, inBrand(brand))) });
}
