import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import { withNumberCursor, type ListQuery, type Page } from "@/api/lists";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type LiveCode = Schemas["CodeOut"];
export type Settings = Schemas["CodeSettingsBody"];
export type Seat = Schemas["SeatBody"];
export type Hours = Schemas["HoursBody"];
export type Placement = Schemas["CodePlacementOut"];
export type PlacementKind = Placement["kind"];
export type Preview = Schemas["CodePreviewOut"];
export type Stretch = Schemas["CodeStretchOut"];
export type Statistics = Schemas["CodeStatisticsOut"];
export type NamedTally = Schemas["NamedTallyOut"];
export interface CodeFilters {
  status?: LiveCode["status"];
  sort?: string;
}

const BRAND = "/api/brands/{brand}" as const;
const BASE = `${BRAND}/live-codes` as const;
const ONE = `${BASE}/{code_id}` as const;
const at = (brand: string, id: number) => ({ path: { brand, code_id: id } });
const REFRESH_MS = 5_000;

export function listCodes(brand: string, query: ListQuery, filters: CodeFilters): Promise<Page<LiveCode>> {
  return call(client.GET(BASE, { params: { path: { brand }, query: { ...withNumberCursor(query), ...filters } } }));
}

/** One code; while a contact way is on its way the page looks again. */
export function useCode(brand: string, id: number) {
  return useQuery({
    queryKey: [brand, "live-codes", id],
    queryFn: () => call(client.GET(ONE, { params: at(brand, id) })),
    refetchInterval: ({ state }) => (state.data?.placements.every((each) => each.has_picture) ? false : REFRESH_MS),
  });
}

export function useStatistics(brand: string, id: number, span: { from?: string; until?: string }) {
  return useQuery({
    queryKey: [brand, "live-codes", id, "statistics", span],
    queryFn: () => call(client.GET(`${ONE}/statistics`, { params: { ...at(brand, id), query: span } })),
  });
}

export interface LostOf {
  from?: string;
  until?: string;
  place?: number;
  staff?: number;
}

/** Who came by a code and left again. */
export function listLost(brand: string, id: number, asked: LostOf, cursor: number | undefined) {
  const query = { ...asked, ...(cursor === undefined ? {} : { cursor }) };
  return call(client.GET(`${ONE}/lost`, { params: { ...at(brand, id), query } }));
}

/** What rules come to; the last answer stays while the next is on its way. */
export function usePreview(brand: string, settings: Settings | null, code?: number) {
  return useQuery({
    queryKey: [brand, "live-codes", "preview", settings, code],
    enabled: settings !== null,
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: ({ signal }) =>
      call(client.POST(`${BASE}/preview`, { params: { path: { brand }, query: code ? { code } : {} }, body: settings as Settings, signal })),
  });
}

function useChange<Input, Output>(brand: string, run: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => queries.invalidateQueries({ queryKey: [brand, "live-codes"] }) });
}

export function useCreateCode(brand: string) {
  return useChange(brand, (body: { settings: Settings; placements: Schemas["CodePlacementBody"][] }) =>
    call(client.POST(BASE, { params: { path: { brand } }, body })),
  );
}

export function useChangeCode(brand: string) {
  return useChange(brand, ({ code, settings }: { code: LiveCode; settings: Settings }) =>
    call(client.PUT(ONE, { params: at(brand, code.id), body: { settings, version: code.version } })),
  );
}

export function useSwitchStaff(brand: string, code: number) {
  return useChange(brand, ({ staff, on }: { staff: number; on: boolean }) =>
    call(client.PUT(`${ONE}/staff/{staff_id}`, { params: { path: { brand, code_id: code, staff_id: staff } }, body: { on } })),
  );
}

export function useAddPlacement(brand: string, code: number) {
  return useChange(brand, (body: Schemas["CodePlacementBody"]) =>
    call(client.POST(`${ONE}/placements`, { params: at(brand, code), body })),
  );
}

export function useCloseCode(brand: string) {
  return useChange(brand, (id: number) => call(client.POST(`${ONE}/close`, { params: at(brand, id) })));
}

export function useCreateMany(brand: string) {
  return useChange(brand, (body: Schemas["CodeBulkBody"]) => call(client.POST(`${BASE}/bulk`, { params: { path: { brand } }, body })));
}

export function useStaffSearch(brand: string, search: string) {
  return useQuery({
    queryKey: [brand, "staff", "search", search],
    placeholderData: keepPreviousData,
    queryFn: () => call(client.GET(`${BRAND}/staff`, { params: { path: { brand }, query: { limit: 50, ...(search ? { search } : {}) } } })),
  });
}

export function useUnits(brand: string) {
  return useQuery({ queryKey: [brand, "org-units"], queryFn: () => call(client.GET(`${BRAND}/org-units`, { params: { path: { brand } } })) });
}

export function useTags(brand: string) {
  return useQuery({ queryKey: [brand, "tags"], queryFn: () => call(client.GET(`${BRAND}/tags`, { params: { path: { brand } } })) });
}

export interface Layout {
  template: string;
  title: string;
  line: string;
  colour: string;
  qr_percent: number;
  show_name: boolean;
}

/** A layout before anything was chosen; its words are the language's. */
export const LAYOUT: Omit<Layout, "title" | "line"> = {
  template: "card",
  colour: "#0f766e",
  qr_percent: 55,
  show_name: true,
};
export const TEMPLATES = ["card", "sticker", "strip"];

const asQuery = (layout: Layout) => Object.entries(layout).map(([name, value]) => [name, String(value)] as [string, string]);
const root = (brand: string) => `/api/brands/${encodeURIComponent(brand)}/live-codes`;

export function qrPath(brand: string, place: Placement, code: number): string {
  return `${root(brand)}/${code}/placements/${place.id}/qr.png`;
}

export function posterPath(brand: string, code: number, place: number, kind: "png" | "pdf", layout: Layout): string {
  return `${root(brand)}/${code}/placements/${place}/poster.${kind}?${new URLSearchParams(asQuery(layout))}`;
}

export function zipPath(brand: string, codes: number[], kind: "png" | "pdf", layout: Layout): string {
  const query = new URLSearchParams([...asQuery(layout), ["kind", kind], ...codes.map((id) => ["code", String(id)] as [string, string])]);
  return `${root(brand)}/posters.zip?${query}`;
}
