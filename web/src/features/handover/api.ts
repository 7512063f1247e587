import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import { withNumberCursor, type ListQuery, type Page } from "@/api/lists";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Handover = Schemas["HandoverOut"];
export type Plan = Schemas["HandoverPlanBody"];
export type Forecast = Schemas["HandoverForecastOut"];
export type Item = Schemas["HandoverItemOut"];
export type ItemKind = Item["kind"];
export type ItemState = Item["state"];
export type Leaver = Schemas["LeaverOut"];
export type Spread = Handover["spread"];

const BASE = "/api/brands/{brand}" as const;
const ONE = `${BASE}/handovers/{handover_id}` as const;
const inBrand = (brand: string) => ({ params: { path: { brand } } });
const at = (brand: string, id: number) => ({ params: { path: { brand, handover_id: id } } });
/** Where results still move, the page looks again this often. */
export const LOOK_AGAIN_MS = 5_000;
const ROWS = 50;

export function useLeavers(brand: string) {
  return useQuery({
    queryKey: [brand, "handovers", "leavers"],
    queryFn: () => call(client.GET(`${BASE}/leavers`, inBrand(brand))),
    refetchInterval: (query) => (query.state.data?.counting ? LOOK_AGAIN_MS : false),
  });
}

export function listHandovers(brand: string, query: ListQuery): Promise<Page<Handover>> {
  return call(client.GET(`${BASE}/handovers`, { params: { path: { brand }, query: withNumberCursor(query) } }));
}

export function useHandover(brand: string, id: number) {
  return useQuery({
    queryKey: [brand, "handovers", id],
    queryFn: () => call(client.GET(ONE, at(brand, id))),
    refetchInterval: (query) => (query.state.data?.state === "done" ? false : LOOK_AGAIN_MS),
  });
}

export function useItems(brand: string, id: number, kind: ItemKind, state: ItemState | undefined) {
  return useInfiniteQuery({
    queryKey: [brand, "handovers", id, "items", kind, state],
    initialPageParam: "",
    queryFn: ({ pageParam }) => {
      const query = { kind, limit: ROWS, ...(state ? { state } : {}), ...(pageParam ? { cursor: pageParam } : {}) };
      return call(client.GET(`${ONE}/items`, { params: { path: { brand, handover_id: id }, query } }));
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

/** What a plan comes to; the last answer stays while the next is on its way. */
export function useForecast(brand: string, plan: Plan | null) {
  return useQuery({
    queryKey: [brand, "handovers", "forecast", plan],
    enabled: plan !== null,
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: ({ signal }) => call(client.POST(`${BASE}/handovers/forecast`, { ...inBrand(brand), body: plan as Plan, signal })),
  });
}

export function useStaff(brand: string, search: string) {
  return useQuery({
    queryKey: [brand, "staff", "found", search],
    queryFn: () => call(client.GET(`${BASE}/staff`, { params: { path: { brand }, query: { search, limit: 20 } } })),
  });
}

export function useSegments(brand: string) {
  return useQuery({
    queryKey: [brand, "segments", "choices"],
    queryFn: () => call(client.GET(`${BASE}/segments`, { params: { path: { brand }, query: { limit: 200 } } })),
    staleTime: 30_000,
  });
}

export function useCustomers(brand: string, search: string) {
  return useQuery({
    queryKey: [brand, "customers", "found", search],
    enabled: search.length > 0,
    queryFn: () => call(client.GET(`${BASE}/customers`, { params: { path: { brand }, query: { search, limit: 20 } } })),
  });
}

function useChange<Input, Output>(brand: string, run: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => queries.invalidateQueries({ queryKey: [brand, "handovers"] }) });
}

export function useStart(brand: string) {
  return useChange(brand, (body: Plan) => call(client.POST(`${BASE}/handovers`, { ...inBrand(brand), body })));
}

export function useStop(brand: string) {
  return useChange(brand, (id: number) => call(client.POST(`${ONE}/stop`, at(brand, id))));
}

export function useCount(brand: string) {
  return useChange(brand, () => call(client.POST(`${BASE}/leavers/count`, inBrand(brand))));
}
