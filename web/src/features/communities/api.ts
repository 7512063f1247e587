import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import { withNumberCursor, type ListQuery, type Page } from "@/api/lists";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Group = Schemas["GroupOut"];
export type GroupStatus = "normal" | "owner_left" | "inheriting" | "inherited" | "dismissed" | "gone";
export type GroupDetail = Schemas["GroupDetailOut"];
export type GroupDays = Schemas["GroupDaysOut"];
export type Member = Schemas["GroupMemberOut"];
export type GroupCode = Schemas["GroupCodeOut"];
export type GroupCodeBody = Schemas["GroupCodeBody"];
export type GroupWelcome = Schemas["GroupWelcomeOut"];
export type GroupWelcomeBody = Schemas["GroupWelcomeBody"];
export const STATUSES: GroupStatus[] = ["normal", "owner_left", "inheriting", "inherited", "dismissed", "gone"];

export interface GroupFilters {
  owner?: string;
  status?: GroupStatus;
}

const BRAND = "/api/brands/{brand}" as const;
const GROUPS = `${BRAND}/groups` as const;
const CODES = `${BRAND}/group-codes` as const;
const WELCOMES = `${BRAND}/group-welcomes` as const;
const inBrand = (brand: string) => ({ path: { brand } });
const REFRESH_MS = 3_000;

export function listGroups(brand: string, query: ListQuery, filters: GroupFilters = {}): Promise<Page<Group>> {
  return call(client.GET(GROUPS, { params: { ...inBrand(brand), query: { ...query, ...filters } } }));
}

export function useSummary(brand: string) {
  return useQuery({
    queryKey: [brand, "groups", "summary"],
    queryFn: () => call(client.GET(`${GROUPS}/summary`, { params: inBrand(brand) })),
  });
}

export function useGroup(brand: string, chatId: string) {
  return useQuery({
    queryKey: [brand, "groups", "one", chatId],
    queryFn: () => call(client.GET(`${GROUPS}/{chat_id}`, { params: { path: { brand, chat_id: chatId } } })),
  });
}

export function useGroupDays(brand: string, chatId: string, days: number) {
  return useQuery({
    queryKey: [brand, "groups", "days", chatId, days],
    placeholderData: keepPreviousData,
    queryFn: () => call(client.GET(`${GROUPS}/{chat_id}/days`, { params: { path: { brand, chat_id: chatId }, query: { days } } })),
  });
}

export function useMembers(brand: string, chatId: string, look: { there: boolean; search: string; cursor?: string }) {
  return useQuery({
    queryKey: [brand, "groups", "members", chatId, look],
    placeholderData: keepPreviousData,
    queryFn: () =>
      call(client.GET(`${GROUPS}/{chat_id}/members`, { params: { path: { brand, chat_id: chatId }, query: { ...look, limit: 20 } } })),
  });
}

/** Groups to choose from, by a part of their name. */
export function useGroupSearch(brand: string, search: string) {
  return useQuery({
    queryKey: [brand, "groups", "search", search],
    placeholderData: keepPreviousData,
    queryFn: () => listGroups(brand, { limit: 50, ...(search ? { search } : {}) }),
  });
}

export function listGroupCodes(brand: string, query: ListQuery): Promise<Page<GroupCode>> {
  return call(client.GET(CODES, { params: { ...inBrand(brand), query: withNumberCursor(query) } }));
}

/** While a code or text is on its way to WeCom the list looks again. */
export const waitsIn = (page: Page<{ sync: string; has_picture?: boolean }> | undefined): number | false =>
  page?.items.some((each) => each.sync === "waiting" || (each.sync === "ready" && each.has_picture === false)) ? REFRESH_MS : false;

export function useCodeDays(brand: string, codeId: number, days: number) {
  return useQuery({
    queryKey: [brand, "group-codes", "days", codeId, days],
    queryFn: () => call(client.GET(`${CODES}/{code_id}/days`, { params: { path: { brand, code_id: codeId }, query: { days } } })),
  });
}

function useChange<Input, Output>(key: readonly string[], run: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => queries.invalidateQueries({ queryKey: key }) });
}

export function useSaveCode(brand: string, held: GroupCode | null) {
  return useChange([brand, "group-codes"], (body: GroupCodeBody) =>
    held
      ? call(client.PUT(`${CODES}/{code_id}`, { params: { path: { brand, code_id: held.id } }, body: { ...body, version: held.version } }))
      : call(client.POST(CODES, { params: inBrand(brand), body })),
  );
}

export function useRemoveCode(brand: string) {
  return useChange([brand, "group-codes"], (id: number) =>
    call(client.DELETE(`${CODES}/{code_id}`, { params: { path: { brand, code_id: id } } })),
  );
}

export function useWelcomes(brand: string) {
  return useQuery({
    queryKey: [brand, "group-welcomes"],
    queryFn: () => call(client.GET(WELCOMES, { params: inBrand(brand) })),
    refetchInterval: ({ state }) => (state.data?.some((each) => each.sync === "waiting") ? REFRESH_MS : false),
  });
}

export function useSaveWelcome(brand: string, held: GroupWelcome | null) {
  return useChange([brand, "group-welcomes"], (body: GroupWelcomeBody) =>
    held
      ? call(client.PUT(`${WELCOMES}/{welcome_id}`, { params: { path: { brand, welcome_id: held.id } }, body: { ...body, version: held.version } }))
      : call(client.POST(WELCOMES, { params: inBrand(brand), body })),
  );
}

export function useRemoveWelcome(brand: string) {
  return useChange([brand, "group-welcomes"], (id: number) =>
    call(client.DELETE(`${WELCOMES}/{welcome_id}`, { params: { path: { brand, welcome_id: id } } })),
  );
}

export function codeQrPath(brand: string, code: GroupCode): string {
  return `/api/brands/${encodeURIComponent(brand)}/group-codes/${code.id}/qr.png`;
}
