import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import type { ListQuery, Page } from "@/api/lists";
import { sessionQuery } from "@/api/session";

export interface Brand {
  code: string;
  name: string;
  zone: string;
  currency?: string;
  created_at_ms: number;
}

export interface OrgUnit {
  id: number;
  parent_id: number | null;
  kind: string;
  name: string;
  code?: string | null;
}

export interface Staff {
  id: number;
  name: string;
  code: string;
  org_unit_id: number;
  org_unit_name: string;
  state: string;
}

export interface User {
  id: number;
  account: string;
  name: string;
  role: string;
  org_unit_id: number | null;
  state: string;
  last_login_at_ms: number | null;
}

export interface ApiKey {
  id: number;
  name: string;
  prefix: string;
  scopes: string[];
  created_at_ms: number;
  last_used_at_ms: number | null;
}

export interface AuditEntry {
  id: string;
  at_ms: number;
  actor: string;
  action: string;
  subject: string;
  detail: Record<string, unknown>;
}

const BASE = "/api/brands/{brand}" as const;
const inBrand = (brand: string) => ({ params: { path: { brand } } });

export function useBrandSettings(brand: string) {
  return useQuery({
    queryKey: [brand, "brand"],
    queryFn: (): Promise<Brand> => call(client.GET(BASE, inBrand(brand))),
  });
}

export function useSaveBrand(brand: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Partial<Brand>) => call(client.PATCH(BASE, { ...inBrand(brand), body })),
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
    queryFn: (): Promise<Page<OrgUnit>> => call(client.GET(`${BASE}/org-units`, inBrand(brand))),
  });
}

const listed = (brand: string, query: ListQuery) => ({ params: { path: { brand }, query } });

export function listStaff(brand: string, query: ListQuery): Promise<Page<Staff>> {
  return call(client.GET(`${BASE}/staff`, listed(brand, query)));
}

export function listUsers(brand: string, query: ListQuery): Promise<Page<User>> {
  return call(client.GET(`${BASE}/users`, listed(brand, query)));
}

export function listApiKeys(brand: string, query: ListQuery): Promise<Page<ApiKey>> {
  return call(client.GET(`${BASE}/api-keys`, listed(brand, query)));
}

export function listAudit(brand: string, query: ListQuery): Promise<Page<AuditEntry>> {
  return call(client.GET(`${BASE}/audit-log`, listed(brand, query)));
}

function useChange<Input, Output>(brand: string, stale: string, run: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => queries.invalidateQueries({ queryKey: [brand, stale] }) });
}

export interface NewUser {
  account: string;
  name: string;
  password: string;
  role: string;
  org_unit_id?: number | null;
}

export function useCreateUser(brand: string) {
  return useChange(brand, "users", (body: NewUser) => call(client.POST(`${BASE}/users`, { ...inBrand(brand), body })));
}

export function useChangeUser(brand: string) {
  return useChange(brand, "users", ({ id, ...body }: Partial<NewUser> & { id: number; state?: string }) =>
    call(client.PATCH(`${BASE}/users/{user_id}`, { params: { path: { brand, user_id: id } }, body })),
  );
}

export function useCreateApiKey(brand: string) {
  return useChange(brand, "api-keys", (body: { name: string; scopes: string[] }): Promise<ApiKey & { key: string }> =>
    call(client.POST(`${BASE}/api-keys`, { ...inBrand(brand), body })),
  );
}

export function useRevokeApiKey(brand: string) {
  return useChange(brand, "api-keys", (id: number) =>
    call(client.DELETE(`${BASE}/api-keys/{key_id}`, { params: { path: { brand, key_id: id } } })),
  );
}
