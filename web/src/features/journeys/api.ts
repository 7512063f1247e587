import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, pending } from "@/api/client";
import type { ListQuery, Page } from "@/api/lists";
import type { Graph, Kind } from "./graph";

export type JourneyState = "draft" | "live" | "paused";

export interface Journey {
  id: number;
  name: string;
  state: JourneyState;
  version: number | null;
  sentence?: string | null;
  draft: unknown;
  entered?: number | null;
  in_flight?: number | null;
  exited?: number | null;
  created_at_ms: number;
  updated_at_ms: number;
}
export interface NodeNumbers {
  node: string;
  kind: Kind;
  arrived: number;
  waiting: number;
  parked: number;
  passed: number;
  outcomes: Record<string, number>;
}
export interface Funnel {
  version: number;
  entered: number;
  in_flight: number;
  exited: number;
  nodes: NodeNumbers[];
}
export interface Member {
  entry_id: number;
  customer_id: number;
  name?: string;
  node: string;
  state: string;
  due_at_ms: number;
  entered_at_ms: number;
}
export interface Step {
  entry: number;
  version: number;
  seq: number;
  node: string;
  outcome: string;
  at_ms: number;
}
export interface PublishPreview {
  sentence: string;
  people: number;
  forecast: { node: string; people: number; sent: number; deferred: Record<string, number>; dropped: Record<string, number> }[];
}

const BASE = "/api/brands/{brand}/journeys";
const at = (brand: string, id?: number) => ({ path: { brand, ...(id === undefined ? {} : { journey_id: id }) } });
const LIVE_MS = 10_000;

export function listJourneys(brand: string, query: ListQuery & { state?: string }): Promise<Page<Journey>> {
  return call(pending.GET(BASE, { params: { ...at(brand), query } }));
}

export function useJourney(brand: string, id: number) {
  return useQuery({
    queryKey: [brand, "journeys", id],
    queryFn: (): Promise<Journey> => call(pending.GET(`${BASE}/{journey_id}`, { params: at(brand, id) })),
  });
}

/** The numbers of the published version; asked again while the page is open, as people keep moving. */
export function useFunnel(brand: string, id: number, published: boolean) {
  return useQuery({
    queryKey: [brand, "journeys", id, "funnel"],
    enabled: published,
    refetchInterval: LIVE_MS,
    queryFn: (): Promise<Funnel> => call(pending.GET(`${BASE}/{journey_id}/funnel`, { params: at(brand, id) })),
  });
}

export function listMembers(brand: string, id: number, node: string, query: ListQuery): Promise<Page<Member>> {
  return call(pending.GET(`${BASE}/{journey_id}/members`, { params: { ...at(brand, id), query: { ...query, node } } }));
}

export function useSteps(brand: string, id: number, customer: number | null) {
  return useQuery({
    queryKey: [brand, "journeys", id, "steps", customer],
    enabled: customer !== null,
    queryFn: (): Promise<Step[]> =>
      call(pending.GET(`${BASE}/{journey_id}/people/{customer_id}`, { params: { path: { ...at(brand, id).path, customer_id: customer } } })),
  });
}

export function usePublishPreview(brand: string, id: number, enabled: boolean) {
  return useQuery({
    queryKey: [brand, "journeys", id, "preview"],
    enabled,
    gcTime: 0,
    retry: false,
    queryFn: (): Promise<PublishPreview> => call(pending.GET(`${BASE}/{journey_id}/preview`, { params: at(brand, id) })),
  });
}

function useChange<Input, Output>(brand: string, run: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => queries.invalidateQueries({ queryKey: [brand, "journeys"] }) });
}

export function useCreateJourney(brand: string) {
  return useChange(brand, (body: { name: string; draft: Graph }): Promise<Journey> => call(pending.POST(BASE, { params: at(brand), body })));
}

/** Keeps a draft; the page that draws it already shows it, so nothing is read again. */
export function useSaveDraft(brand: string, id: number) {
  return useMutation({
    mutationFn: (body: { name?: string; draft?: Graph }): Promise<Journey> => call(pending.PATCH(`${BASE}/{journey_id}`, { params: at(brand, id), body })),
  });
}

export function usePublish(brand: string, id: number) {
  return useChange(brand, (body: { enter_current: boolean }): Promise<Journey> =>
    call(pending.POST(`${BASE}/{journey_id}/publish`, { params: at(brand, id), body })),
  );
}

export function useHold(brand: string, id: number) {
  return useChange(brand, (held: boolean): Promise<Journey> =>
    call(pending.POST(`${BASE}/{journey_id}/${held ? "pause" : "resume"}`, { params: at(brand, id) })),
  );
}

export interface Names {
  segments: { id: number; name: string }[];
  events: (string | { name: string; label?: string })[];
}

/** The segments and events that a journey may name. */
export function useNames(brand: string) {
  return useQuery({
    queryKey: [brand, "segments", "vocabulary"],
    staleTime: 60_000,
    queryFn: (): Promise<Names> => call(pending.GET("/api/brands/{brand}/segments/vocabulary", { params: at(brand) })),
  });
}

export interface FoundPerson {
  id: number;
  name: string;
  phone: string;
}

export function useFindPeople(brand: string, words: string) {
  return useQuery({
    queryKey: [brand, "customers", "find", words],
    enabled: words !== "",
    placeholderData: keepPreviousData,
    queryFn: (): Promise<Page<FoundPerson>> =>
      call(pending.GET("/api/brands/{brand}/customers", { params: { path: { brand }, query: { search: words, limit: 10 } } })),
  });
}

export function usePersonName(brand: string, id: number | null) {
  return useQuery({
    queryKey: [brand, "customers", id],
    enabled: id !== null,
    queryFn: (): Promise<FoundPerson> =>
      call(pending.GET("/api/brands/{brand}/customers/{customer_id}", { params: { path: { brand, customer_id: id } } })),
  });
}
