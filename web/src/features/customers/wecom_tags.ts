import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type WecomTags = Schemas["WecomTagsOut"];
export type WecomTag = Schemas["WecomTagOut"];
export type Estimate = Schemas["TagEstimateOut"];

const BASE = "/api/brands/{brand}/wecom/tags" as const;
const REFRESH_MS = 5_000;
const at = (brand: string) => ({ params: { path: { brand } } });

/** How every tag stands towards WeCom; asked again while something is on its way. */
export function useWecomTags(brand: string) {
  return useQuery({
    queryKey: [brand, "tags", "wecom"],
    queryFn: () => call(client.GET(BASE, at(brand))),
    refetchInterval: ({ state }) => (state.data && isBusy(state.data) ? REFRESH_MS : false),
  });
}

/** Whether something is still being written. */
export function isBusy(tags: WecomTags): boolean {
  return tags.waiting > 0 || tags.groups.some((group) => group.tags.some((tag) => tag.shown === "syncing"));
}

export function useEstimate(brand: string, group: number, wanted: boolean) {
  return useQuery({
    queryKey: [brand, "tags", "wecom", "estimate", group],
    enabled: wanted,
    gcTime: 0,
    queryFn: () => call(client.GET(`${BASE}/groups/{group_id}/estimate`, { params: { path: { brand, group_id: group } } })),
  });
}

function useWrite<Input>(brand: string, run: (input: Input) => Promise<WecomTags>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: (data) => queries.setQueryData([brand, "tags", "wecom"], data) });
}

export function useShowGroup(brand: string) {
  return useWrite(brand, ({ group, shown }: { group: number; shown: boolean }) =>
    call(client.PUT(`${BASE}/groups/{group_id}`, { params: { path: { brand, group_id: group } }, body: { shown } })),
  );
}

export function usePushTags(brand: string) {
  return useWrite(brand, (anew: boolean) => call(client.POST(`${BASE}/push`, { ...at(brand), body: { anew } })));
}

export type Span = { unit: "minutes"; count: number } | { unit: "hours"; count: number } | { unit: "soon" };

/** How long writing takes, in the words people use: under two minutes, minutes, hours. */
export function spanOf(seconds: number): Span {
  if (seconds < 120) return { unit: "soon" };
  if (seconds < 2 * 3600) return { unit: "minutes", count: Math.ceil(seconds / 60) };
  return { unit: "hours", count: Math.ceil(seconds / 3600) };
}
