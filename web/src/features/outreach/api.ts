import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import { withNumberCursor, type ListQuery, type Page } from "@/api/lists";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Message = Schemas["MessageOut"];
export type StaffTask = Schemas["StaffTaskOut"];
export type Channel = Schemas["ChannelOut"];
export type Rules = Schemas["RulesBody"];
export type Health = Schemas["HealthOut"];

export interface MessageFilters {
  state?: string;
  channel?: string;
  customer?: number;
  journey?: number;
}

const BASE = "/api/brands/{brand}" as const;
const inBrand = (brand: string) => ({ params: { path: { brand } } });

export function listMessages(brand: string, query: ListQuery, filters: MessageFilters): Promise<Page<Message>> {
  return call(client.GET(`${BASE}/messages`, { params: { path: { brand }, query: { ...withNumberCursor(query), ...filters } } }));
}

/** The names of the journeys that messages came from; messages know them by number only. */
export function useJourneyNames(brand: string, allowed: boolean) {
  return useQuery({
    enabled: allowed,
    queryKey: [brand, "journeys", "names", "all"],
    queryFn: async () => {
      const page = await call(client.GET(`${BASE}/journeys`, { params: { path: { brand }, query: { limit: 100 } } }));
      return new Map(page.items.map((each) => [each.id, each.name]));
    },
  });
}

export function listStaffTasks(brand: string, query: ListQuery): Promise<Page<StaffTask>> {
  return call(client.GET(`${BASE}/staff-tasks`, { params: { path: { brand }, query: withNumberCursor(query) } }));
}

export function useChannels(brand: string) {
  return useQuery({ queryKey: [brand, "channels"], queryFn: () => call(client.GET(`${BASE}/channels`, inBrand(brand))) });
}

export function useSaveChannel(brand: string, channel: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas["ChannelIn"]) =>
      call(client.PUT(`${BASE}/channels/{channel}`, { params: { path: { brand, channel } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: [brand, "channels"] }),
  });
}

/** Runs only when asked for: it makes a dozen calls to WeCom. */
export function useWecomHealth(brand: string) {
  return useQuery({
    queryKey: [brand, "wecom-health"],
    queryFn: () => call(client.GET(`${BASE}/wecom/health`, inBrand(brand))),
    enabled: false,
  });
}

export function useRules(brand: string) {
  return useQuery({ queryKey: [brand, "outreach-rules"], queryFn: () => call(client.GET(`${BASE}/outreach/rules`, inBrand(brand))) });
}

export function useSaveRules(brand: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Rules) => call(client.PUT(`${BASE}/outreach/rules`, { ...inBrand(brand), body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: [brand, "outreach-rules"] }),
  });
}
