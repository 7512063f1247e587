import { useMutation, useQueryClient } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import { withNumberCursor, type ListQuery, type Page } from "@/api/lists";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Source = Schemas["SourceOut"];
export type Parked = Schemas["ParkedOut"];
export type ParkedState = Parked["state"];

const BASE = "/api/brands/{brand}" as const;

export function listSources(brand: string): Promise<Page<Source>> {
  return call(client.GET(`${BASE}/sources`, { params: { path: { brand } } }));
}

export function listParked(brand: string, query: ListQuery): Promise<Page<Parked>> {
  return call(client.GET(`${BASE}/parked-events`, { params: { path: { brand }, query: withNumberCursor(query) } }));
}

function useChange<Input, Output>(brand: string, stale: string, run: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => queries.invalidateQueries({ queryKey: [brand, stale] }) });
}

export function useCreateSource(brand: string) {
  return useChange(brand, "sources", (name: string) =>
    call(client.POST(`${BASE}/sources`, { params: { path: { brand } }, body: { name, write_key: "" } })),
  );
}

export function useRotateKey(brand: string) {
  return useChange(brand, "sources", (id: number) =>
    call(client.POST(`${BASE}/sources/{source_id}/rotate`, { params: { path: { brand, source_id: id } } })),
  );
}

export function useCloseSource(brand: string) {
  return useChange(brand, "sources", (id: number) =>
    call(client.POST(`${BASE}/sources/{source_id}/close`, { params: { path: { brand, source_id: id } } })),
  );
}

export function useRequeue(brand: string) {
  return useChange(brand, "parked-events", ({ id, message }: { id: number; message: Record<string, unknown> | null }) =>
    call(
      client.POST(`${BASE}/parked-events/{parked_id}/requeue`, {
        params: { path: { brand, parked_id: id } },
        body: { message },
      }),
    ),
  );
}

export function useDismiss(brand: string) {
  return useChange(brand, "parked-events", (id: number) =>
    call(client.POST(`${BASE}/parked-events/{parked_id}/dismiss`, { params: { path: { brand, parked_id: id } } })),
  );
}
