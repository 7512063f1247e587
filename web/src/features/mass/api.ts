import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import { withNumberCursor, type ListQuery, type Page } from "@/api/lists";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Mass = Schemas["MassOut"];
export type Plan = Schemas["MassPlanBody"];
export type Forecast = Schemas["MassForecastOut"];
export type Outcome = Schemas["Outcome"];
export type AdvisorTask = Schemas["MassTaskOut"];
export type Person = Schemas["MassPersonOut"];
export type GroupResult = Schemas["MassGroupOut"];
type GroupPlan = Schemas["GroupMassPlanBody"];
export type QuotaMode = Schemas["QuotaMode"];
export type LinkCard = Schemas["LinkCardBody"];

const BASE = "/api/brands/{brand}" as const;
const ONE = `${BASE}/mass/{campaign_id}` as const;
const inBrand = (brand: string) => ({ params: { path: { brand } } });
const at = (brand: string, id: number) => ({ params: { path: { brand, campaign_id: id } } });
/** Where results still move, the page looks again this often. */
const LOOK_AGAIN_MS = 5_000;
export const MOVING = new Set<Mass["state"]>(["scheduled", "planning", "running", "cancelling"]);

export function listMass(brand: string, query: ListQuery, state: string): Promise<Page<Mass>> {
  return call(client.GET(`${BASE}/mass`, { params: { path: { brand }, query: { ...withNumberCursor(query), state } } }));
}

export function useMass(brand: string, id: number) {
  return useQuery({
    queryKey: [brand, "mass", id],
    queryFn: () => call(client.GET(ONE, at(brand, id))),
    refetchInterval: (query) => (query.state.data && MOVING.has(query.state.data.state) ? LOOK_AGAIN_MS : false),
  });
}

const groupPlan = ({ audience, text, attachments, start_at_ms, reminders }: Plan): GroupPlan => ({
  chat_ids: (audience.groups ?? []).map((each) => each.chat_id),
  text: text ?? "",
  attachments: attachments ?? [],
  start_at_ms: start_at_ms ?? 0,
  reminders: reminders ?? { after_hours: 0, times: 0 },
});
const isForGroups = (plan: Plan) => (plan.audience.groups?.length ?? 0) > 0;

/** What a plan would do; the last answer stays while the next is on its way. */
export function useForecast(brand: string, plan: Plan | null) {
  return useQuery({
    queryKey: [brand, "mass", "forecast", plan],
    enabled: plan !== null,
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: ({ signal }) => {
      const asked = plan as Plan;
      return isForGroups(asked)
        ? call(client.POST(`${BASE}/group-mass/forecast`, { ...inBrand(brand), body: groupPlan(asked), signal }))
        : call(client.POST(`${BASE}/mass/forecast`, { ...inBrand(brand), body: asked, signal }));
    },
  });
}

export function listTasks(brand: string, id: number, query: ListQuery, only: "" | "confirmed" | "waiting"): Promise<Page<AdvisorTask>> {
  const { params } = at(brand, id);
  return call(client.GET(`${ONE}/tasks`, { params: { ...params, query: { ...withNumberCursor(query), only } } }));
}

export function listPeople(brand: string, id: number, query: ListQuery, outcome: Outcome | ""): Promise<Page<Person>> {
  const { params } = at(brand, id);
  const filters = { ...withNumberCursor(query), ...(outcome ? { outcome } : {}) };
  return call(client.GET(`${ONE}/people`, { params: { ...params, query: filters } }));
}

export function csvPath(brand: string, id: number, outcome: Outcome | ""): string {
  return `/api/brands/${encodeURIComponent(brand)}/mass/${id}/people.csv${outcome ? `?outcome=${outcome}` : ""}`;
}

/** Segments to choose from; a thousand is the most a brand may have. */
export function useSegments(brand: string) {
  return useQuery({
    queryKey: [brand, "segments", "choices"],
    queryFn: () => call(client.GET(`${BASE}/segments`, { params: { path: { brand }, query: { limit: 200 } } })),
    staleTime: 30_000,
  });
}

export function useUnits(brand: string) {
  return useQuery({ queryKey: [brand, "org-units"], queryFn: () => call(client.GET(`${BASE}/org-units`, inBrand(brand))), staleTime: 60_000 });
}

/** How the rule of an audience reads. */
export function useSentence(brand: string, rule: unknown) {
  const body = { rule: rule as Record<string, unknown> };
  return useQuery({
    queryKey: [brand, "segments", "preview", rule],
    enabled: rule !== null && rule !== undefined,
    queryFn: () => call(client.POST(`${BASE}/segments/preview`, { ...inBrand(brand), body })),
  });
}

function useChange<Input, Output>(brand: string, run: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => queries.invalidateQueries({ queryKey: [brand, "mass"] }) });
}

export function useSaveMass(brand: string) {
  return useChange(brand, ({ id, name, plan }: { id: number | null; name: string; plan: Plan }): Promise<{ id: number }> => {
    if (isForGroups(plan)) return saveForGroups(brand, id, { name, plan: groupPlan(plan) });
    return id === null
      ? call(client.POST(`${BASE}/mass`, { ...inBrand(brand), body: { name, plan } }))
      : call(client.PUT(ONE, { ...at(brand, id), body: { name, plan } }));
  });
}

function saveForGroups(brand: string, id: number | null, body: Schemas["GroupMassBody"]): Promise<{ id: number }> {
  return id === null
    ? call(client.POST(`${BASE}/group-mass`, { ...inBrand(brand), body }))
    : call(client.PUT(`${BASE}/group-mass/{campaign_id}`, { ...at(brand, id), body }));
}

/** Groups to choose from, by their name or their owner's. */
export function useGroupChoices(brand: string, search: string) {
  return useQuery({
    queryKey: [brand, "mass", "groups", search],
    placeholderData: keepPreviousData,
    queryFn: () => call(client.GET(`${BASE}/group-mass/groups`, { params: { path: { brand }, query: { search } } })),
  });
}

export function listGroups(brand: string, id: number, query: ListQuery, outcome: Outcome | ""): Promise<Page<GroupResult>> {
  const { params } = at(brand, id);
  const filters = { ...withNumberCursor(query), ...(outcome ? { outcome } : {}) };
  return call(client.GET(`${ONE}/groups`, { params: { ...params, query: filters } }));
}

export function useSendMass(brand: string) {
  return useChange(brand, (id: number) => call(client.POST(`${ONE}/send`, at(brand, id))));
}

export function useCancelMass(brand: string) {
  return useChange(brand, (id: number) => call(client.POST(`${ONE}/cancel`, at(brand, id))));
}

export function useDeleteMass(brand: string) {
  return useChange(brand, (id: number) => call(client.DELETE(ONE, at(brand, id))));
}

export function useRemind(brand: string, id: number) {
  return useChange(brand, (tasks: number[] | null) => call(client.POST(`${ONE}/remind`, { ...at(brand, id), body: { tasks } })));
}

export function useKeepPeople(brand: string, id: number) {
  return useChange(brand, (body: { name: string; outcome: Outcome }) => call(client.POST(`${ONE}/segment`, { ...at(brand, id), body })));
}

export function useQuota(brand: string) {
  return useQuery({ queryKey: [brand, "mass", "quota"], queryFn: () => call(client.GET(`${BASE}/outreach/quota`, inBrand(brand))) });
}

export function useSaveQuota(brand: string) {
  return useChange(brand, (mode: QuotaMode) => call(client.PUT(`${BASE}/outreach/quota`, { ...inBrand(brand), body: { mode } })));
}
