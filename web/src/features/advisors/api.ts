import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import { wholePage, withNumberCursor, type ListQuery, type Page } from "@/api/lists";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Account = Schemas["MatrixAccountOut"];
export type AccountBody = Schemas["MatrixAccountBody"];
export type Stage = Account["stage"];
export type Phone = Schemas["WorkPhoneOut"];
export type PhoneBody = Schemas["WorkPhoneBody"];
export const STAGES: Stage[] = ["new", "warming", "ready", "limited", "banned", "retired"];

const BASE = "/api/brands/{brand}" as const;
const inBrand = (brand: string) => ({ params: { path: { brand } } });

export function listAccounts(brand: string, { stage, ...query }: ListQuery & { stage?: string }): Promise<Page<Account>> {
  const narrowed = { ...withNumberCursor(query), ...(stage ? { stage: stage as Stage } : {}) };
  return call(client.GET(`${BASE}/matrix/accounts`, { params: { path: { brand }, query: narrowed } }));
}

export function useStages(brand: string) {
  return useQuery({
    queryKey: [brand, "matrix", "stages"],
    queryFn: () => call(client.GET(`${BASE}/matrix/stages`, inBrand(brand))),
  });
}

export function usePhones(brand: string) {
  return useQuery({ queryKey: [brand, "matrix", "phones"], queryFn: () => readPhones(brand) });
}

export async function listPhones(brand: string): Promise<Page<Phone>> {
  return wholePage(await readPhones(brand));
}

function readPhones(brand: string): Promise<Phone[]> {
  return call(client.GET(`${BASE}/matrix/phones`, inBrand(brand)));
}

export function useHandOvers(brand: string, id: number) {
  const path = { brand, account_id: id };
  return useQuery({
    queryKey: [brand, "matrix", "hand-overs", id],
    queryFn: () => call(client.GET(`${BASE}/matrix/accounts/{account_id}/hand-overs`, { params: { path } })),
  });
}

export function useUnits(brand: string) {
  return useQuery({
    queryKey: [brand, "org-units"],
    queryFn: () => call(client.GET(`${BASE}/org-units`, inBrand(brand))),
  });
}

export function useStaff(brand: string, search: string) {
  return useQuery({
    queryKey: [brand, "staff", "found", search],
    queryFn: () => call(client.GET(`${BASE}/staff`, { params: { path: { brand }, query: { search, limit: 20 } } })),
  });
}

function useChange<Input, Output>(brand: string, run: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => queries.invalidateQueries({ queryKey: [brand, "matrix"] }) });
}

export function useSaveAccount(brand: string, held: Account | null) {
  return useChange(brand, (body: AccountBody) => {
    if (!held) return call(client.POST(`${BASE}/matrix/accounts`, { ...inBrand(brand), body }));
    const path = { brand, account_id: held.id };
    const change = { ...body, version: held.version };
    return call(client.PUT(`${BASE}/matrix/accounts/{account_id}`, { params: { path }, body: change }));
  });
}

export function useHandOver(brand: string, id: number) {
  const path = { brand, account_id: id };
  return useChange(brand, (body: { to_staff_id: number | null; note: string }) =>
    call(client.POST(`${BASE}/matrix/accounts/{account_id}/hand-overs`, { params: { path }, body })),
  );
}

export function useAddPhone(brand: string) {
  return useChange(brand, (body: PhoneBody) => call(client.POST(`${BASE}/matrix/phones`, { ...inBrand(brand), body })));
}

export function useRevealSim(brand: string, id: number) {
  const path = { brand, phone_id: id };
  return useMutation({
    mutationFn: (reason: string) =>
      call(client.POST(`${BASE}/matrix/phones/{phone_id}/reveal`, { params: { path }, body: { reason } })),
  });
}
