import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import { withNumberCursor, type ListQuery, type Page } from "@/api/lists";
import type { components } from "@/api/schema";
import { upload } from "@/api/upload";

type Schemas = components["schemas"];
export type Material = Schemas["MaterialOut"];
export type Kind = Material["kind"];
export type Script = Schemas["ScriptOut"];
export type Stage = Script["stage"];
export type ScriptBody = Schemas["ScriptBody"];

export const KINDS: Kind[] = ["text", "image", "link", "miniprogram", "file", "video"];
export const FILE_KINDS: Kind[] = ["image", "file", "video"];
/** Cards may have a cover of their own: mass messages and moments need one. */
export const COVERED_KINDS: Kind[] = ["link", "miniprogram"];
export const STAGES: Stage[] = ["any", "new_friend", "considering", "first_order", "repeat", "loyal", "sleeping"];

const BASE = "/api/brands/{brand}" as const;
const MATERIAL = `${BASE}/materials/{material_id}` as const;
const SCRIPT = `${BASE}/scripts/{script_id}` as const;

export interface MaterialDraft {
  kind: Kind;
  title: string;
  category: string;
  body: Record<string, string>;
  file: File | null;
}

export function listMaterials(brand: string, query: ListQuery, filters: { kind?: Kind; category?: string; archived?: boolean }): Promise<Page<Material>> {
  return call(client.GET(`${BASE}/materials`, { params: { path: { brand }, query: { ...withNumberCursor(query), ...filters } } }));
}

export function listScripts(brand: string, query: ListQuery, filters: { stage?: Stage; archived?: boolean }): Promise<Page<Script>> {
  return call(client.GET(`${BASE}/scripts`, { params: { path: { brand }, query: { ...withNumberCursor(query), ...filters } } }));
}

export function useCategories(brand: string) {
  return useQuery({ queryKey: [brand, "content", "categories"], queryFn: () => call(client.GET(`${BASE}/content-categories`, { params: { path: { brand } } })) });
}

export function useVariables(brand: string) {
  return useQuery({
    queryKey: [brand, "content", "variables"],
    staleTime: 60_000,
    queryFn: () => call(client.GET(`${BASE}/script-variables`, { params: { path: { brand } } })),
  });
}

/** Materials to attach to a script: the newest, or those with the words searched for. */
export function useMaterialChoices(brand: string, search: string) {
  return useQuery({ queryKey: [brand, "content", "choices", search], queryFn: () => listMaterials(brand, { limit: 50, search }, {}) });
}

export const fileOf = (brand: string, material: Material) =>
  `/api/brands/${encodeURIComponent(brand)}/materials/${material.id}/file?v=${material.version}`;

function useChange<Input, Output>(brand: string, run: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => queries.invalidateQueries({ queryKey: [brand, "content"] }) });
}

/** Saves a new material, or the next version of `held`; a file goes on its own way. */
export function useSaveMaterial(brand: string, held: Material | null) {
  return useChange(brand, (draft: MaterialDraft) => (held ? change(brand, held, draft) : create(brand, draft)));
}

async function create(brand: string, { kind, title, category, body, file }: MaterialDraft): Promise<Material> {
  if (file && FILE_KINDS.includes(kind)) return send<Material>(`/api/brands/${encodeURIComponent(brand)}/materials/files`, file, { kind, title, category });
  const made = await call(client.POST(`${BASE}/materials`, { params: { path: { brand } }, body: { kind, title, category, body } }));
  return file ? putFile(brand, made, file) : made;
}

async function change(brand: string, held: Material, { title, category, body, file }: MaterialDraft): Promise<Material> {
  const params = { path: { brand, material_id: held.id } };
  const changed = await call(client.PUT(MATERIAL, { params, body: { title, category, body, version: held.version } }));
  return file ? putFile(brand, changed, file) : changed;
}

function putFile(brand: string, { id, version }: Material, file: File): Promise<Material> {
  const params = { path: { brand, material_id: id } };
  return call(client.PUT(`${MATERIAL}/file`, { params, body: { file: file as unknown as string, version }, bodySerializer: asForm }));
}

function asForm(body: { file: unknown; version: number }): FormData {
  const form = new FormData();
  form.append("version", String(body.version));
  form.append("file", body.file as File);
  return form;
}

const send = <T,>(url: string, file: File, fields: Record<string, string>) => upload<T>({ url, file, fields, onProgress: () => undefined });

export function useArchiveMaterial(brand: string) {
  return useChange(brand, ({ id, archived }: { id: number; archived: boolean }) =>
    call(client.PATCH(MATERIAL, { params: { path: { brand, material_id: id } }, body: { archived } })),
  );
}

export function useSaveScript(brand: string, held: Script | null) {
  return useChange(brand, (body: ScriptBody) =>
    held
      ? call(client.PUT(SCRIPT, { params: { path: { brand, script_id: held.id } }, body: { ...body, version: held.version } }))
      : call(client.POST(`${BASE}/scripts`, { params: { path: { brand } }, body })),
  );
}

export function useArchiveScript(brand: string) {
  return useChange(brand, ({ id, archived }: { id: number; archived: boolean }) =>
    call(client.PATCH(SCRIPT, { params: { path: { brand, script_id: id } }, body: { archived } })),
  );
}
