import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import { withNumberCursor, type ListQuery, type Page } from "@/api/lists";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Moment = Schemas["MomentTaskOut"];
export type MomentPlan = Schemas["MomentPlanBody"];
export type MomentPost = Schemas["MomentPostOut"];
export type Forecast = Schemas["MomentForecastOut"];

const BASE = "/api/brands/{brand}" as const;
const ONE = `${BASE}/moments/{moment_id}` as const;
const inBrand = (brand: string) => ({ params: { path: { brand } } });
const at = (brand: string, id: number) => ({ params: { path: { brand, moment_id: id } } });
/** Where results still move, the page looks again this often. */
const LOOK_AGAIN_MS = 5_000;
export const MOVING = new Set<Moment["state"]>(["scheduled", "creating", "running", "cancelling"]);

export function listMoments(brand: string, query: ListQuery, state: string): Promise<Page<Moment>> {
  return call(client.GET(`${BASE}/moments`, { params: { path: { brand }, query: { ...withNumberCursor(query), state } } }));
}

export function useMoment(brand: string, id: number) {
  return useQuery({
    queryKey: [brand, "moments", id],
    queryFn: () => call(client.GET(ONE, at(brand, id))),
    refetchInterval: (query) => (query.state.data && MOVING.has(query.state.data.state) ? LOOK_AGAIN_MS : false),
  });
}

/** Who would be asked, who could see it; the last answer stays while the next is on its way. */
export function useForecast(brand: string, plan: MomentPlan) {
  return useQuery({
    queryKey: [brand, "moments", "forecast", plan],
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: ({ signal }) => call(client.POST(`${BASE}/moments/forecast`, { ...inBrand(brand), body: plan, signal })),
  });
}

export function listPosts(brand: string, id: number, query: ListQuery, only: "" | "published" | "waiting"): Promise<Page<MomentPost>> {
  const { params } = at(brand, id);
  return call(client.GET(`${ONE}/posts`, { params: { ...params, query: { ...withNumberCursor(query), only } } }));
}

/** Tags that WeCom knows too. */
export function useMomentTags(brand: string) {
  return useQuery({ queryKey: [brand, "moments", "tags"], queryFn: () => call(client.GET(`${BASE}/moments/tags`, inBrand(brand))), staleTime: 60_000 });
}

export function useUnits(brand: string) {
  return useQuery({ queryKey: [brand, "org-units"], queryFn: () => call(client.GET(`${BASE}/org-units`, inBrand(brand))), staleTime: 60_000 });
}

export function useStaff(brand: string, search: string) {
  return useQuery({
    queryKey: [brand, "staff", "choices", search],
    placeholderData: keepPreviousData,
    queryFn: () => call(client.GET(`${BASE}/staff`, { params: { path: { brand }, query: { search, limit: 50 } } })),
  });
}

function useChange<Input, Output>(brand: string, run: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => queries.invalidateQueries({ queryKey: [brand, "moments"] }) });
}

export function useSaveMoment(brand: string) {
  return useChange(brand, ({ id, name, plan }: { id: number | null; name: string; plan: MomentPlan }) =>
    id === null
      ? call(client.POST(`${BASE}/moments`, { ...inBrand(brand), body: { name, plan } }))
      : call(client.PUT(ONE, { ...at(brand, id), body: { name, plan } })),
  );
}

export function usePublishMoment(brand: string) {
  return useChange(brand, (id: number) => call(client.POST(`${ONE}/publish`, at(brand, id))));
}

export function useCancelMoment(brand: string) {
  return useChange(brand, (id: number) => call(client.POST(`${ONE}/cancel`, at(brand, id))));
}

export function useDeleteMoment(brand: string) {
  return useChange(brand, (id: number) => call(client.DELETE(ONE, at(brand, id))));
}
