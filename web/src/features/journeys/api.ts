import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import { withNumberCursor, type ListQuery, type Page } from "@/api/lists";
import type { components } from "@/api/schema";
import type { Graph } from "./graph";

type Schemas = components["schemas"];
export type JourneyState = "draft" | "live" | "paused";
export type Journey = Omit<Schemas["JourneyOut"], "state"> & { state: JourneyState };
export type NodeNumbers = Schemas["NodeNumbersOut"];
export type Funnel = Schemas["FunnelOut"];
export type Member = Schemas["MemberOut"];
export type Step = Schemas["StepOut"];

const BASE = "/api/brands/{brand}/journeys" as const;
const ONE = `${BASE}/{journey_id}` as const;
const at = (brand: string, id: number) => ({ path: { brand, journey_id: id } });
const typed = (journey: Schemas["JourneyOut"]) => journey as Journey;
const asBody = (graph: Graph) => graph as unknown as Record<string, unknown>;
const LIVE_MS = 10_000;

export async function listJourneys(brand: string, query: ListQuery & { state?: string }): Promise<Page<Journey>> {
  const page = await call(client.GET(BASE, { params: { path: { brand }, query: withNumberCursor(query) } }));
  return { ...page, items: page.items.map(typed) };
}

export function useJourney(brand: string, id: number) {
  return useQuery({
    queryKey: [brand, "journeys", id],
    queryFn: async () => typed(await call(client.GET(ONE, { params: at(brand, id) }))),
  });
}

/** The numbers of the published version; asked again while the page is open, as people keep moving. */
export function useFunnel(brand: string, id: number, published: boolean) {
  return useQuery({
    queryKey: [brand, "journeys", id, "funnel"],
    enabled: published,
    refetchInterval: LIVE_MS,
    queryFn: () => call(client.GET(`${ONE}/funnel`, { params: at(brand, id) })),
  });
}

export function listMembers(brand: string, id: number, node: string, query: ListQuery): Promise<Page<Member>> {
  const { limit, cursor } = withNumberCursor(query);
  return call(client.GET(`${ONE}/members`, { params: { ...at(brand, id), query: { node, limit, ...(cursor === undefined ? {} : { cursor }) } } }));
}

export function useSteps(brand: string, id: number, customer: number | null) {
  return useQuery({
    queryKey: [brand, "journeys", id, "steps", customer],
    enabled: customer !== null,
    queryFn: () => call(client.GET(`${ONE}/people/{customer_id}`, { params: { path: { brand, journey_id: id, customer_id: customer ?? 0 } } })),
  });
}

export function usePublishPreview(brand: string, id: number) {
  return useQuery({
    queryKey: [brand, "journeys", id, "preview"],
    gcTime: 0,
    retry: false,
    queryFn: () => call(client.GET(`${ONE}/preview`, { params: at(brand, id) })),
  });
}
export type PublishPreview = NonNullable<ReturnType<typeof usePublishPreview>["data"]>;

function useChange<Input, Output>(brand: string, run: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => queries.invalidateQueries({ queryKey: [brand, "journeys"] }) });
}

export function useCreateJourney(brand: string) {
  return useChange(brand, ({ name, draft }: { name: string; draft: Graph }) =>
    call(client.POST(BASE, { params: { path: { brand } }, body: { name, draft: asBody(draft) } })),
  );
}

/** Keeps a draft; the page that draws it already shows it, so nothing is read again. */
export function useSaveDraft(brand: string, id: number) {
  return useMutation({
    mutationFn: ({ draft, name }: { name?: string; draft?: Graph }) =>
      call(client.PATCH(ONE, { params: at(brand, id), body: { ...(name ? { name } : {}), ...(draft ? { draft: asBody(draft) } : {}) } })),
  });
}

export function usePublish(brand: string, id: number) {
  return useChange(brand, (body: { enter_current: boolean }) => call(client.POST(`${ONE}/publish`, { params: at(brand, id), body })));
}

/** Pauses when `held`, else lets people go on. */
export function useHold(brand: string, id: number) {
  return useChange(brand, (held: boolean) =>
    held ? call(client.POST(`${ONE}/pause`, { params: at(brand, id) })) : call(client.POST(`${ONE}/resume`, { params: at(brand, id) })),
  );
}

/** Lets the people go on whose step failed. */
export function useRetry(brand: string, id: number) {
  return useChange(brand, () => call(client.POST(`${ONE}/retry`, { params: at(brand, id) })));
}

/** The segments, events and attributes that a journey may name. */
export function useNames(brand: string) {
  return useQuery({
    queryKey: [brand, "segments", "vocabulary"],
    staleTime: 60_000,
    queryFn: () => call(client.GET("/api/brands/{brand}/segments/vocabulary", { params: { path: { brand } } })),
  });
}
export type Names = NonNullable<ReturnType<typeof useNames>["data"]>;

const CUSTOMERS = "/api/brands/{brand}/customers" as const;

export function useFindPeople(brand: string, words: string) {
  return useQuery({
    queryKey: [brand, "customers", "find", words],
    enabled: words !== "",
    placeholderData: keepPreviousData,
    queryFn: () => call(client.GET(CUSTOMERS, { params: { path: { brand }, query: { search: words, limit: 10 } } })),
  });
}

export function usePersonName(brand: string, id: number | null) {
  return useQuery({
    queryKey: [brand, "customers", id],
    enabled: id !== null,
    queryFn: () => call(client.GET(`${CUSTOMERS}/{customer_id}`, { params: { path: { brand, customer_id: id ?? 0 } } })),
  });
}
