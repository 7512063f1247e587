import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import { withNumberCursor, type ListQuery, type Page } from "@/api/lists";
import type { components } from "@/api/schema";
import { upload } from "@/api/upload";

type Schemas = components["schemas"];
export type Import = Schemas["ImportOut"];
export type ImportDetail = Schemas["ImportDetail"];
export type Kind = Import["kind"];
export type State = Import["state"];
export type Mapping = Schemas["Mapping"];
export type SavedMapping = Schemas["MappingOut"];

const BASE = "/api/brands/{brand}/imports" as const;
const MOVING: State[] = ["queued", "running"];
const POLL_MS = 1500;

export function isMoving(state: State): boolean {
  return MOVING.includes(state);
}

export function listImports(brand: string, query: ListQuery): Promise<Page<Import>> {
  return call(client.GET(BASE, { params: { path: { brand }, query: withNumberCursor(query) } }));
}

export function useImport(brand: string, id: number) {
  return useQuery({
    queryKey: [brand, "imports", id],
    queryFn: () =>
      call(client.GET(`${BASE}/{import_id}`, { params: { path: { brand, import_id: id } } })),
    refetchInterval: ({ state }) => (state.data && isMoving(state.data.state) ? POLL_MS : false),
  });
}

export function useUpload(brand: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ file, kind, onProgress }: { file: File; kind: Kind; onProgress: (share: number) => void }) =>
      upload<ImportDetail>({ url: BASE.replace("{brand}", encodeURIComponent(brand)), file, fields: { kind }, onProgress }),
    onSuccess: () => queries.invalidateQueries({ queryKey: [brand, "imports"] }),
  });
}

function useStep<Input>(brand: string, id: number, run: (input: Input) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: () => queries.invalidateQueries({ queryKey: [brand, "imports"] }),
    meta: { id },
  });
}

export function useSaveMapping(brand: string, id: number) {
  return useStep(brand, id, (body: Mapping) =>
    call(client.PUT(`${BASE}/{import_id}/mapping`, { params: { path: { brand, import_id: id } }, body })),
  );
}

export function useStart(brand: string, id: number) {
  return useStep(brand, id, () =>
    call(client.POST(`${BASE}/{import_id}/start`, { params: { path: { brand, import_id: id } } })),
  );
}

export function useCancel(brand: string, id: number) {
  return useStep(brand, id, () =>
    call(client.POST(`${BASE}/{import_id}/cancel`, { params: { path: { brand, import_id: id } } })),
  );
}

export function rejectedUrl(brand: string, id: number): string {
  return `/api/brands/${encodeURIComponent(brand)}/imports/${id}/rejected.csv`;
}

export function useSavedMappings(brand: string) {
  return useQuery({
    queryKey: [brand, "import-mappings"],
    queryFn: () =>
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

/** Keys of the brand's attributes, so that a column can go to a known one. */
export function useAttributeKeys(brand: string) {
  return useQuery({
    queryKey: [brand, "attributes"],
    queryFn: () => call(client.GET("/api/brands/{brand}/attributes", { params: { path: { brand } } })),
  });
}
