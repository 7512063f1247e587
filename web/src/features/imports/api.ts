import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, pending as client } from "@/api/client";
import type { ListQuery, Page } from "@/api/lists";
import { upload } from "@/api/upload";
import type { Id } from "@/ui/paths";

export type Kind = "customers" | "orders" | "events";
export type State = "draft" | "queued" | "running" | "done" | "cancelled" | "failed";

export interface Mapping {
  kind: Kind;
  columns: Record<string, string>;
  amount_unit: "major" | "minor";
  date_order: "mdy" | "dmy" | null;
  negative: "reject" | "return";
  order_number: "column" | "content";
  order_status: "created" | "paid" | "shipped" | "finished" | "cancelled";
  tag_group: string;
  event_name: string;
  [other: string]: unknown;
}

export interface Totals {
  rows: number;
  imported: number;
  unchanged: number;
  rejected: number;
  customers: number;
  amount_fen: number;
}

export interface Import {
  id: number;
  kind: Kind;
  state: State;
  file_name: string;
  file_bytes: number;
  bytes_done: number;
  mapping: Mapping;
  mapping_name: string;
  totals: Totals;
  created_at_ms: number;
  started_at_ms: number | null;
  finished_at_ms: number | null;
  actor: string;
  error: string;
}

export interface ImportDetail extends Import {
  sample: { columns: string[]; rows: Record<string, unknown>[] };
  targets: { target: string; name: string }[];
}

const BASE = "/api/brands/{brand}/imports" as const;
const MOVING: State[] = ["queued", "running"];
const POLL_MS = 1500;

export function isMoving(state: State): boolean {
  return MOVING.includes(state);
}

export function listImports(brand: string, query: ListQuery): Promise<Page<Import>> {
  return call(client.GET(BASE, { params: { path: { brand }, query } }));
}

export function useImport(brand: string, id: Id) {
  return useQuery({
    queryKey: [brand, "imports", String(id)],
    queryFn: (): Promise<ImportDetail> =>
      call(client.GET(`${BASE}/{import_id}`, { params: { path: { brand, import_id: id } } })),
    refetchInterval: ({ state }) => (state.data && isMoving(state.data.state) ? POLL_MS : false),
  });
}

export function useUpload(brand: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ file, kind, onProgress }: { file: File; kind: Kind; onProgress: (share: number) => void }) =>
      upload<{ id: number }>({ url: BASE.replace("{brand}", encodeURIComponent(brand)), file, fields: { kind }, onProgress }),
    onSuccess: () => queries.invalidateQueries({ queryKey: [brand, "imports"] }),
  });
}

function useStep<Input>(brand: string, id: Id, run: (input: Input) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: () => queries.invalidateQueries({ queryKey: [brand, "imports"] }),
    meta: { id },
  });
}

export function useSaveMapping(brand: string, id: Id) {
  return useStep(brand, id, (body: Mapping) =>
    call(client.PUT(`${BASE}/{import_id}/mapping`, { params: { path: { brand, import_id: id } }, body })),
  );
}

export function useStart(brand: string, id: Id) {
  return useStep(brand, id, () =>
    call(client.POST(`${BASE}/{import_id}/start`, { params: { path: { brand, import_id: id } } })),
  );
}

export function useCancel(brand: string, id: Id) {
  return useStep(brand, id, () =>
    call(client.POST(`${BASE}/{import_id}/cancel`, { params: { path: { brand, import_id: id } } })),
  );
}

export function rejectedUrl(brand: string, id: Id): string {
  return `/api/brands/${encodeURIComponent(brand)}/imports/${id}/rejected.csv`;
}

export interface SavedMapping {
  name: string;
  mapping: Mapping;
  shipped: boolean;
}

export function useSavedMappings(brand: string) {
  return useQuery({
    queryKey: [brand, "import-mappings"],
    queryFn: (): Promise<SavedMapping[]> =>
      call(client.GET("/api/brands/{brand}/import-mappings", { params: { path: { brand } } })),
  });
}

export function useKeepMapping(brand: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; mapping: Mapping }) =>
      call(client.POST("/api/brands/{brand}/import-mappings", { params: { path: { brand } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: [brand, "import-mappings"] }),
  });
}
