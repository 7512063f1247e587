import { useInfiniteQuery, useMutation, useQuery, useQueryClient, type QueryClient, type QueryKey } from "@tanstack/react-query";
import { call, carryCsrfToken, client } from "@/api/client";
import type { components } from "@/api/schema";
import { worthRetrying } from "./queries";

type Schemas = components["schemas"];
export type Portrait = Schemas["PortraitOut"];
export type Suggestion = Schemas["SuggestionOut"];
export type Piece = Schemas["PieceOut"];
export type FollowUp = Schemas["FollowUpOut"];
export type Stage = Portrait["stage"];

const BASE = "/api/brands/{brand}/advisors" as const;
const ONE = `${BASE}/customers/{customer_id}` as const;
const at = (brand: string, customer_id: number) => ({ path: { brand, customer_id } });
const ROWS = 20;

export function useSession() {
  return useQuery({
    queryKey: ["session"],
    retry: false,
    staleTime: 5 * 60_000,
    queryFn: async () => {
      const session = await call(client.GET("/api/auth/me"));
      carryCsrfToken(session.csrf_token);
      return session;
    },
  });
}

export function useCustomerOf(brand: string, externalUserid: string) {
  return useQuery({
    queryKey: [brand, "by-wecom", externalUserid],
    enabled: externalUserid !== "",
    queryFn: () =>
      call(client.GET(`${BASE}/customers/by-wecom/{external_userid}`, { params: { path: { brand, external_userid: externalUserid } } })),
  });
}

export function usePortrait(brand: string, id: number) {
  return useQuery({ queryKey: [brand, id, "portrait"], queryFn: () => call(client.GET(ONE, { params: at(brand, id) })) });
}

export function useTimeline(brand: string, id: number) {
  return useInfiniteQuery({
    queryKey: [brand, id, "timeline"],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      call(client.GET(`${ONE}/timeline`, { params: { ...at(brand, id), query: { limit: ROWS, ...(pageParam ? { cursor: pageParam } : {}) } } })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function useOrders(brand: string, id: number) {
  return useQuery({ queryKey: [brand, id, "orders"], queryFn: () => call(client.GET(`${ONE}/orders`, { params: { ...at(brand, id), query: { limit: 50 } } })) });
}

export function useNotes(brand: string, id: number) {
  return useQuery({ queryKey: [brand, id, "notes"], queryFn: () => call(client.GET(`${ONE}/notes`, { params: { ...at(brand, id), query: { limit: 50 } } })) });
}

export function useMyFollowUps(brand: string) {
  return useQuery({ queryKey: [brand, "follow-ups"], queryFn: () => call(client.GET(`${BASE}/follow-ups`, { params: { path: { brand }, query: { limit: 50 } } })) });
}

export function useAllTags(brand: string) {
  return useQuery({ queryKey: [brand, "tags"], staleTime: 60_000, queryFn: () => call(client.GET(`${BASE}/tags`, { params: { path: { brand } } })) });
}

export function useScripts(brand: string, id: number, search: string, stage: Stage | undefined) {
  return useQuery({
    queryKey: [brand, id, "scripts", search, stage],
    queryFn: () => call(client.GET(`${ONE}/scripts`, { params: { ...at(brand, id), query: { limit: 50, search, ...(stage ? { stage } : {}) } } })),
  });
}

export function useMaterials(brand: string, search: string) {
  return useQuery({
    queryKey: [brand, "materials", search],
    queryFn: () => call(client.GET(`${BASE}/materials`, { params: { path: { brand }, query: { limit: 50, search } } })),
  });
}

/** The message that puts a material into the chat; the server makes its file ready at WeCom. */
export async function messageOf(brand: string, materialId: number): Promise<Record<string, unknown>> {
  const made = await call(client.POST(`${BASE}/materials/{material_id}/message`, { params: { path: { brand, material_id: materialId } } }));
  return made.message;
}

export const fileOf = (brand: string, piece: Piece) => `/api/brands/${encodeURIComponent(brand)}/materials/${piece.id}/file`;

/** What one tap put into the chat, as the server notes it. */
export type Sent = { script_id: number } | { material_id: number };

/**
 * Asks again for what is shown under a key. A first answer still on its way is given up: the server may have read it
 * before the change, and without an older answer to fall back on the library would keep waiting for it.
 */
async function askAgain(queries: QueryClient, queryKey: QueryKey): Promise<void> {
  await queries.cancelQueries({ queryKey });
  await queries.invalidateQueries({ queryKey });
}

/** Notes what was sent: the message is in the chat already, so it is only tried again, and once a tap however often. */
export function useNoteSent(brand: string, id: number) {
  const queries = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: (body: Sent & { tap: string }) => call(client.POST(`${ONE}/sent`, { params: at(brand, id), body })),
    retry: worthRetrying,
    onSuccess: () => askAgain(queries, [brand, id, "timeline"]),
  });
  // crypto.randomUUID is missing where the page is not served over HTTPS.
  return (sent: Sent) => mutate({ ...sent, tap: `${Date.now()}-${Math.random().toString(36).slice(2)}` });
}

/** A change to one customer; everything shown of them is asked again. */
function useChange<Input>(brand: string, id: number, run: (input: Input) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => askAgain(queries, [brand, id]) });
}

export function useTagging(brand: string, id: number) {
  return useChange(brand, id, ({ tagId, on }: { tagId: number; on: boolean }) => {
    const params = { path: { brand, customer_id: id, tag_id: tagId } };
    return on ? call(client.PUT(`${ONE}/tags/{tag_id}`, { params })) : call(client.DELETE(`${ONE}/tags/{tag_id}`, { params }));
  });
}

export function useAddNote(brand: string, id: number) {
  return useChange(brand, id, (text: string) => call(client.POST(`${ONE}/notes`, { params: at(brand, id), body: { text } })));
}

export function usePlan(brand: string, id: number) {
  return useChange(brand, id, (body: { text: string; due_at_ms: number }) => call(client.POST(`${ONE}/follow-ups`, { params: at(brand, id), body })));
}

export function useSettle(brand: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, state }: { id: number; state: FollowUp["state"] }) =>
      call(client.PATCH(`${BASE}/follow-ups/{follow_up_id}`, { params: { path: { brand, follow_up_id: id } }, body: { state } })),
    onSuccess: () => askAgain(queries, [brand]),
  });
}
