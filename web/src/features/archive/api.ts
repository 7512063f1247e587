import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import type { ListQuery, Page } from "@/api/lists";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Talk = Schemas["TalkOut"];
export type Said = Schemas["SaidOut"];
export type Found = Schemas["FoundOut"];
export type Hit = Schemas["HitOut"];
export type HitState = Schemas["HitState"];
export type Level = Schemas["WordLevel"];
export type Watched = Schemas["Watched"];
export type Side = Schemas["Side"];
export type Word = Schemas["WordOut"];
export type Rules = Schemas["ArchiveRulesOut"];
export type Answers = Schemas["AnswersOut"];
export type Status = Schemas["ArchiveStatusOut"];

const BASE = "/api/brands/{brand}/archive" as const;
const inBrand = (brand: string) => ({ params: { path: { brand } } });
const TALKS = 30;
const MESSAGES = 50;
const LOOK_AGAIN_MS = 2_000;
/** Reading a conversation is logged, so it is not read again because somebody looked at another window. */
const READ_ONCE = { staleTime: Infinity, refetchOnWindowFocus: false, refetchOnReconnect: false, retry: false } as const;

export function useStatus(brand: string) {
  return useQuery({ queryKey: [brand, "archive", "status"], queryFn: () => call(client.GET(`${BASE}/status`, inBrand(brand))) });
}

export function usePeople(brand: string) {
  return useQuery({ queryKey: [brand, "archive", "people"], queryFn: () => call(client.GET(`${BASE}/people`, inBrand(brand))), staleTime: 60_000 });
}

export function useTalks(brand: string, userid: string) {
  return useInfiniteQuery({
    queryKey: [brand, "archive", "talks", userid],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      call(client.GET(`${BASE}/talks`, { params: { path: { brand }, query: { userid, cursor: pageParam, limit: TALKS } } })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function useTalk(brand: string, id: number) {
  return useQuery({
    queryKey: [brand, "archive", "talk", id],
    queryFn: () => call(client.GET(`${BASE}/talks/{talk_id}`, { params: { path: { brand, talk_id: id } } })),
  });
}

export function useMessages(brand: string, id: number, around: number | null) {
  return useInfiniteQuery({
    queryKey: [brand, "archive", "messages", id, around],
    initialPageParam: "",
    queryFn: ({ pageParam }) => {
      const jump = around !== null && pageParam === "" ? { around } : {};
      const query = { cursor: pageParam, limit: MESSAGES, ...jump };
      return call(client.GET(`${BASE}/talks/{talk_id}/messages`, { params: { path: { brand, talk_id: id }, query } }));
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    ...READ_ONCE,
  });
}

export function useFound(brand: string, words: string, userid: string) {
  return useInfiniteQuery({
    queryKey: [brand, "archive", "search", words, userid],
    enabled: words !== "",
    initialPageParam: 0,
    queryFn: ({ pageParam }) => {
      const query = { q: words, userid, ...(pageParam ? { cursor: pageParam } : {}) };
      return call(client.GET(`${BASE}/search`, { params: { path: { brand }, query } }));
    },
    getNextPageParam: (page) => (page.next_cursor ? Number(page.next_cursor) : undefined),
    ...READ_ONCE,
  });
}

export const filePath = (brand: string, messageId: number) => `/api/brands/${encodeURIComponent(brand)}/archive/messages/${messageId}/file`;

export function listHits(brand: string, query: ListQuery, state: string, level: string): Promise<Page<Hit>> {
  const narrowed = { ...query, ...(state ? { state: state as HitState } : {}), ...(level ? { level: level as Level } : {}) };
  return call(client.GET(`${BASE}/hits`, { params: { path: { brand }, query: narrowed } }));
}

export function useHitCounts(brand: string) {
  return useQuery({ queryKey: [brand, "archive", "hits", "counts"], queryFn: () => call(client.GET(`${BASE}/hits/counts`, inBrand(brand))) });
}

export function useWords(brand: string) {
  return useQuery({ queryKey: [brand, "archive", "words"], queryFn: () => call(client.GET(`${BASE}/words`, inBrand(brand))) });
}

export function useLookBack(brand: string) {
  return useQuery({
    queryKey: [brand, "archive", "words", "look-back"],
    queryFn: () => call(client.GET(`${BASE}/words/look-back`, inBrand(brand))),
    refetchInterval: ({ state }) => (state.data?.state === "running" ? LOOK_AGAIN_MS : false),
  });
}

export function useAnswers(brand: string, back: number) {
  return useQuery({
    queryKey: [brand, "archive", "answers", back],
    placeholderData: keepPreviousData,
    queryFn: () => call(client.GET(`${BASE}/answers`, { params: { path: { brand }, query: { back } } })),
  });
}

export function useRules(brand: string) {
  return useQuery({ queryKey: [brand, "archive", "rules"], queryFn: () => call(client.GET(`${BASE}/rules`, inBrand(brand))) });
}

export function useKeys(brand: string, allowed: boolean) {
  return useQuery({ queryKey: [brand, "archive", "keys"], enabled: allowed, queryFn: () => call(client.GET(`${BASE}/keys`, inBrand(brand))) });
}

export function useStaff(brand: string, search: string) {
  return useQuery({
    queryKey: [brand, "staff", "found", search],
    queryFn: () => call(client.GET("/api/brands/{brand}/staff", { params: { path: { brand }, query: { search, limit: 20 } } })),
  });
}

function useChange<Input, Output>(brand: string, about: string, run: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  const changed = () => Promise.all([about, "status"].map((each) => queries.invalidateQueries({ queryKey: [brand, "archive", each] })));
  return useMutation({ mutationFn: run, onSuccess: changed });
}

export function usePullNow(brand: string) {
  return useChange(brand, "talks", () => call(client.POST(`${BASE}/pull`, inBrand(brand))));
}

export function useSettle(brand: string) {
  return useChange(brand, "hits", (body: Schemas["SettleHitsBody"]) => call(client.POST(`${BASE}/hits/settle`, { ...inBrand(brand), body })));
}

export function useSaveWords(brand: string) {
  return useChange(brand, "words", (body: Schemas["WordsBody"]) => call(client.PUT(`${BASE}/words`, { ...inBrand(brand), body })));
}

export function useLookAgain(brand: string) {
  return useChange(brand, "words", () => call(client.POST(`${BASE}/words/look-back`, inBrand(brand))));
}

export function useDeleteWord(brand: string) {
  return useChange(brand, "words", (id: number) =>
    call(client.DELETE(`${BASE}/words/{word_id}`, { params: { path: { brand, word_id: id } } })),
  );
}

export function useSaveRules(brand: string) {
  return useChange(brand, "rules", (body: Schemas["ArchiveRulesBody"]) => call(client.PUT(`${BASE}/rules`, { ...inBrand(brand), body })));
}

export function useAddKey(brand: string) {
  return useChange(brand, "keys", (body: Schemas["ArchiveKeyBody"]) => call(client.POST(`${BASE}/keys`, { ...inBrand(brand), body })));
}
