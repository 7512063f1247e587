import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import { withNumberCursor, type ListQuery, type Page } from "@/api/lists";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type AcquisitionLink = Schemas["AcquisitionLinkOut"];
export type LinkSettings = Schemas["LinkSettingsBody"];
export type LinkPlace = Schemas["LinkPlaceOut"];
export type LinkStatistics = Schemas["LinkStatisticsOut"];
export type NamedTally = Schemas["NamedLinkTallyOut"];
export type Quota = Schemas["LinkQuotaOut"];
export type Alert = Schemas["LinkAlertOut"];

const BASE = "/api/brands/{brand}/acquisition-links" as const;
const ONE = `${BASE}/{link_id}` as const;
const at = (brand: string, id: number) => ({ path: { brand, link_id: id } });
const REFRESH_MS = 5_000;

export function listLinks(brand: string, query: ListQuery): Promise<Page<AcquisitionLink>> {
  return call(client.GET(BASE, { params: { path: { brand }, query: withNumberCursor(query) } }));
}

/** One link; while it is on its way to WeCom the page looks again. */
export function useLink(brand: string, id: number) {
  return useQuery({
    queryKey: [brand, "links", id],
    queryFn: () => call(client.GET(ONE, { params: at(brand, id) })),
    refetchInterval: ({ state }) => (state.data && ["new", "asking"].includes(state.data.sync) ? REFRESH_MS : false),
  });
}

export function useQuota(brand: string) {
  return useQuery({ queryKey: [brand, "links", "quota"], queryFn: () => call(client.GET(`${BASE}/quota`, { params: { path: { brand } } })) });
}

export function useLinkStatistics(brand: string, id: number, from: string) {
  return useQuery({
    queryKey: [brand, "links", id, "statistics", from],
    queryFn: () => call(client.GET(`${ONE}/statistics`, { params: { ...at(brand, id), query: { from } } })),
  });
}

export interface LostOf {
  from?: string;
  until?: string;
  place?: number;
  staff?: number;
}

/** Who came through a link and left again. */
export function listLost(brand: string, id: number, asked: LostOf, cursor: number | undefined) {
  const query = { ...asked, ...(cursor === undefined ? {} : { cursor }) };
  return call(client.GET(`${ONE}/lost`, { params: { ...at(brand, id), query } }));
}

function useChange<Input, Output>(brand: string, run: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => queries.invalidateQueries({ queryKey: [brand, "links"] }) });
}

export function useCreateLink(brand: string) {
  return useChange(brand, (body: Schemas["NewLinkBody"]) => call(client.POST(BASE, { params: { path: { brand } }, body })));
}

export function useChangeLink(brand: string) {
  return useChange(brand, ({ link, settings }: { link: AcquisitionLink; settings: LinkSettings }) =>
    call(client.PUT(ONE, { params: at(brand, link.id), body: { settings, version: link.version } })),
  );
}

export function useAddPlace(brand: string, id: number) {
  return useChange(brand, (body: Schemas["LinkPlaceBody"]) => call(client.POST(`${ONE}/places`, { params: at(brand, id), body })));
}

export function useCloseLink(brand: string) {
  return useChange(brand, (id: number) => call(client.POST(`${ONE}/close`, { params: at(brand, id) })));
}

export function useReadNow(brand: string) {
  return useChange(brand, () => call(client.POST(`${BASE}/read`, { params: { path: { brand } } })));
}

export function useTickOff(brand: string) {
  return useChange(brand, (id: number) => call(client.POST(`${BASE}/alerts/{alert_id}/seen`, { params: { path: { brand, alert_id: id } } })));
}
