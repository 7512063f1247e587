import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, pending } from "@/api/client";
import type { ListQuery, Page } from "@/api/lists";
import type { Rule } from "./rule";

export interface Segment {
  id: number;
  name: string;
  note: string;
  kind: "rule" | "list";
  rule: Rule | null;
  sentence: string;
  status: "active" | "paused";
  created_by: string;
  created_at_ms: number;
  updated_at_ms: number;
  members: number | null;
  evaluated_at_ms: number | null;
  error: string | null;
}
export interface HistoryPoint {
  at_ms: number;
  members: number;
  entered: number;
  left: number;
}
/** A person as lists show them. */
export interface Person {
  id: number;
  name: string;
  phone: string;
  org_unit?: string | null;
  advisor?: string | null;
  tags: string[];
  created_at_ms: number;
}
export interface Preview {
  count: number;
  sentence: string;
  sample: Person[];
  as_of_ms: number;
}
export interface RawVocabulary {
  tags: { id: number; name: string; group?: string }[];
  attributes: { key: string; label: string; label_en?: string; kind: string; values?: (string | { value: string | number; label: string })[] }[];
  events: (string | { name: string; label?: string; label_en?: string; properties?: (string | { key: string; label?: string })[] })[];
  segments: { id: number; name: string }[];
}
export interface SegmentBody {
  name: string;
  note?: string;
  rule: Rule;
}

const BASE = "/api/brands/{brand}/segments";
const at = (brand: string, id?: number) => ({ path: { brand, ...(id === undefined ? {} : { segment_id: id }) } });

export function listSegments(brand: string, query: ListQuery): Promise<Page<Segment>> {
  return call(pending.GET(BASE, { params: { ...at(brand), query } }));
}

export function useSegment(brand: string, id: number) {
  return useQuery({
    queryKey: [brand, "segments", id],
    queryFn: (): Promise<Segment> => call(pending.GET(`${BASE}/{segment_id}`, { params: at(brand, id) })),
  });
}

export function useHistory(brand: string, id: number) {
  return useQuery({
    queryKey: [brand, "segments", id, "history"],
    queryFn: (): Promise<HistoryPoint[]> => call(pending.GET(`${BASE}/{segment_id}/history`, { params: at(brand, id) })),
  });
}

export function listMembers(brand: string, id: number, query: ListQuery): Promise<Page<Person>> {
  return call(pending.GET(`${BASE}/{segment_id}/members`, { params: { ...at(brand, id), query } }));
}

export function listPeople(brand: string, rule: unknown, query: ListQuery): Promise<Page<Person>> {
  return call(pending.POST(`${BASE}/people`, { params: at(brand), body: { rule, ...query } }));
}

export function useRawVocabulary(brand: string) {
  return useQuery({
    queryKey: [brand, "segments", "vocabulary"],
    staleTime: 60_000,
    queryFn: (): Promise<RawVocabulary> => call(pending.GET(`${BASE}/vocabulary`, { params: at(brand) })),
  });
}

/** Counts and says a rule; the last answer stays while the next is on its way. */
export function usePreview(brand: string, rule: unknown) {
  return useQuery({
    queryKey: [brand, "segments", "preview", rule],
    enabled: rule !== null,
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: ({ signal }): Promise<Preview> => call(pending.POST(`${BASE}/preview`, { params: at(brand), body: { rule }, signal })),
  });
}

function useChange<Input, Output>(brand: string, run: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => queries.invalidateQueries({ queryKey: [brand, "segments"] }) });
}

export function useCreateSegment(brand: string) {
  return useChange(brand, (body: SegmentBody): Promise<Segment> => call(pending.POST(BASE, { params: at(brand), body })));
}

export function useChangeSegment(brand: string, id: number) {
  return useChange(brand, (body: Partial<SegmentBody>): Promise<Segment> =>
    call(pending.PATCH(`${BASE}/{segment_id}`, { params: at(brand, id), body })),
  );
}

export function useDeleteSegment(brand: string) {
  return useChange(brand, (id: number): Promise<void> => call(pending.DELETE(`${BASE}/{segment_id}`, { params: at(brand, id) })));
}
