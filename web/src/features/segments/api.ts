import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import { withNumberCursor, type ListQuery, type Page } from "@/api/lists";
import type { components } from "@/api/schema";
import type { Rule } from "./rule";

type Schemas = components["schemas"];
/** The server's document calls a rule any object; here it is one. */
export type Segment = Omit<Schemas["SegmentOut"], "rule"> & { rule: Rule | null };
export type HistoryPoint = Schemas["HistoryOut"];
export type Person = Schemas["PersonOut"];
export type Vocabulary = Schemas["VocabularyOut"];
export type AttributeWord = Schemas["AttributeWordOut"];
export type Choice = Schemas["ChoiceOut"];

const BASE = "/api/brands/{brand}/segments" as const;
const ONE = `${BASE}/{segment_id}` as const;
const at = (brand: string, id: number) => ({ path: { brand, segment_id: id } });
const typed = (segment: Schemas["SegmentOut"]) => segment as unknown as Segment;
const asBody = (rule: unknown) => rule as Record<string, unknown>;

export async function listSegments(brand: string, query: ListQuery): Promise<Page<Segment>> {
  const page = await call(client.GET(BASE, { params: { path: { brand }, query: withNumberCursor(query) } }));
  return { ...page, items: page.items.map(typed) };
}

export function useSegment(brand: string, id: number) {
  return useQuery({
    queryKey: [brand, "segments", id],
    queryFn: async () => typed(await call(client.GET(ONE, { params: at(brand, id) }))),
  });
}

export function useHistory(brand: string, id: number) {
  return useQuery({
    queryKey: [brand, "segments", id, "history"],
    queryFn: () => call(client.GET(`${ONE}/history`, { params: at(brand, id) })),
  });
}

export function listMembers(brand: string, id: number, query: ListQuery): Promise<Page<Person>> {
  return call(client.GET(`${ONE}/members`, { params: { ...at(brand, id), query } }));
}

export function listPeople(brand: string, rule: unknown, { cursor, limit }: ListQuery): Promise<Page<Person>> {
  const body = { rule: asBody(rule), limit, ...(cursor ? { cursor } : {}) };
  return call(client.POST(`${BASE}/people`, { params: { path: { brand } }, body }));
}

export function exportPath(brand: string, id: number): string {
  return `/api/brands/${encodeURIComponent(brand)}/segments/${id}/export.csv`;
}

export function useVocabulary(brand: string) {
  return useQuery({
    queryKey: [brand, "segments", "vocabulary"],
    staleTime: 60_000,
    queryFn: () => call(client.GET(`${BASE}/vocabulary`, { params: { path: { brand } } })),
  });
}

/** Counts and says a rule; the last answer stays while the next is on its way. */
export function usePreview(brand: string, rule: unknown) {
  return useQuery({
    queryKey: [brand, "segments", "preview", rule],
    enabled: rule !== null,
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: ({ signal }) => call(client.POST(`${BASE}/preview`, { params: { path: { brand } }, body: { rule: asBody(rule) }, signal })),
  });
}

export type Preview = NonNullable<ReturnType<typeof usePreview>["data"]>;

function useChange<Input, Output>(brand: string, run: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => queries.invalidateQueries({ queryKey: [brand, "segments"] }) });
}

export function useCreateSegment(brand: string) {
  return useChange(brand, ({ name, rule }: { name: string; rule: Rule }) =>
    call(client.POST(BASE, { params: { path: { brand } }, body: { name, note: "", rule: asBody(rule) } })),
  );
}

/** Changes a segment as it was last seen; somebody else's change in between is refused, not overwritten. */
export function useChangeSegment(brand: string) {
  return useChange(brand, ({ segment, ...change }: { segment: Segment; name: string; rule?: Rule }) =>
    call(
      client.PUT(ONE, {
        params: at(brand, segment.id),
        body: {
          name: change.name,
          note: segment.note,
          status: segment.status,
          version: segment.version,
          rule: change.rule ? asBody(change.rule) : null,
        },
      }),
    ),
  );
}

export function useDeleteSegment(brand: string) {
  return useChange(brand, (id: number) => call(client.DELETE(ONE, { params: at(brand, id) })));
}
