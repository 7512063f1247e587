import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import { wholePage, withNumberCursor, type ListQuery, type Page } from "@/api/lists";
import type { components } from "@/api/schema";
import { sessionQuery } from "@/api/session";

type Schemas = components["schemas"];
export type Brand = Schemas["BrandOut"];
export type OrgUnit = Schemas["OrgUnitOut"];
export type Staff = Schemas["StaffOut"];
export type User = Schemas["AccountOut"];
export type NewUser = Schemas["AccountBody"];
export type UserChange = Schemas["AccountChange"];
export type ApiKey = Schemas["ApiKeyOut"];
export type AuditEntry = Schemas["AuditOut"];

const BASE = "/api/brands/{brand}" as const;
const inBrand = (brand: string) => ({ params: { path: { brand } } });

export function useBrandSettings(brand: string) {
  return useQuery({
    queryKey: [brand, "brand"],
    queryFn: () => call(client.GET(BASE, inBrand(brand))),
  });
}

export function useSaveBrand(brand: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas["BrandBody"]) => call(client.PATCH(BASE, { ...inBrand(brand), body })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [brand, "brand"] });
      // The brand's name is also in the header.
      await queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
}

export function useOrgUnits(brand: string) {
  return useQuery({
    queryKey: [brand, "org-units"],
    queryFn: () => call(client.GET(`${BASE}/org-units`, inBrand(brand))),
  });
}

export function listStaff(brand: string, query: ListQuery): Promise<Page<Staff>> {
  return call(client.GET(`${BASE}/staff`, { params: { path: { brand }, query: withNumberCursor(query) } }));
}

export function useUsers(brand: string) {
  return useQuery({
    queryKey: [brand, "users", "all"],
    queryFn: () => call(client.GET(`${BASE}/users`, inBrand(brand))),
  });
}

export async function listUsers(brand: string): Promise<Page<User>> {
  return wholePage(await call(client.GET(`${BASE}/users`, inBrand(brand))));
}

export async function listApiKeys(brand: string): Promise<Page<ApiKey>> {
  return wholePage(await call(client.GET(`${BASE}/api-keys`, inBrand(brand))));
}

export function listAudit(brand: string, query: ListQuery): Promise<Page<AuditEntry>> {
  return call(client.GET(`${BASE}/audit-log`, { params: { path: { brand }, query: withNumberCursor(query) } }));
}

function useChange<Input, Output>(brand: string, stale: string, run: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => queries.invalidateQueries({ queryKey: [brand, stale] }) });
}

export function useCreateUser(brand: string) {
  return useChange(brand, "users", (body: NewUser) => call(client.POST(`${BASE}/users`, { ...inBrand(brand), body })));
}

/** Changes an account; with `staff_id` also which member of staff it is, who can then sign in by scanning with WeCom. */
export function useChangeUser(brand: string) {
  return useChange(brand, "users", async ({ id, staff_id, ...body }: UserChange & { id: number; staff_id?: number | null }) => {
    const params = { path: { brand, user_id: id } };
    // What may well be refused goes first: then nothing has been changed.
    await call(client.PATCH(`${BASE}/users/{user_id}`, { params, body }));
    if (staff_id !== undefined) await call(client.PUT(`${BASE}/users/{user_id}/staff`, { params, body: { staff_id } }));
  });
}

export function useCreateApiKey(brand: string) {
  return useChange(brand, "api-keys", (body: Schemas["ApiKeyBody"]) =>
    call(client.POST(`${BASE}/api-keys`, { ...inBrand(brand), body })),
  );
}

export function useRevokeApiKey(brand: string) {
  return useChange(brand, "api-keys", (id: number) =>
    call(client.DELETE(`${BASE}/api-keys/{key_id}`, { params: { path: { brand, key_id: id } } })),
  );
}
