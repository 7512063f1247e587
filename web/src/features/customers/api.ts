import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, pending as client } from "@/api/client";
import type { ListQuery, Page } from "@/api/lists";
import type { Id } from "@/ui/paths";

export interface Tag {
  id: number;
  name: string;
  group_id: number;
  group_name: string;
  source?: string;
  people?: number | null;
}

export interface TagGroup {
  id: number;
  name: string;
  tags: Tag[];
}

export interface Customer {
  id: string;
  name: string | null;
  phone_masked: string | null;
  tags: Tag[];
  orders: number;
  amount_fen: number;
  last_order_at_ms: number | null;
  created_at_ms: number;
}

export interface AttributeKind {
  key: string;
  name: string;
  kind: string;
  options?: string[] | null;
}

export interface CustomerDetail extends Customer {
  identities: { kind: string; value: string }[];
  attributes: Record<string, unknown>;
}

export interface TimelineEntry {
  id: string;
  kind: string;
  event: string;
  at_ms: number;
  sentence: string;
  properties: Record<string, unknown>;
}

const BASE = "/api/brands/{brand}" as const;
const inBrand = (brand: string) => ({ params: { path: { brand } } });

export function listCustomers(brand: string, query: ListQuery): Promise<Page<Customer>> {
  return call(client.GET(`${BASE}/customers`, { params: { path: { brand }, query } }));
}

export function useCustomer(brand: string, id: Id) {
  return useQuery({
    queryKey: [brand, "customers", String(id)],
    queryFn: (): Promise<CustomerDetail> =>
      call(client.GET(`${BASE}/customers/{customer_id}`, { params: { path: { brand, customer_id: id } } })),
  });
}

export function useTimeline(brand: string, id: Id, kind: string) {
  return useInfiniteQuery({
    queryKey: [brand, "customers", String(id), "timeline", kind],
    initialPageParam: "",
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam }): Promise<Page<TimelineEntry>> =>
      call(
        client.GET(`${BASE}/customers/{customer_id}/timeline`, {
          params: {
            path: { brand, customer_id: id },
            query: { ...(pageParam ? { cursor: pageParam } : {}), ...(kind ? { kind } : {}) },
          },
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function useTagGroups(brand: string) {
  return useQuery({
    queryKey: [brand, "tag-groups"],
    queryFn: (): Promise<Page<TagGroup>> => call(client.GET(`${BASE}/tag-groups`, inBrand(brand))),
  });
}

export function useAttributes(brand: string) {
  return useQuery({
    queryKey: [brand, "attributes"],
    queryFn: (): Promise<Page<AttributeKind>> => call(client.GET(`${BASE}/attributes`, inBrand(brand))),
  });
}

/** A write that makes the named reads of this brand stale. */
function useChange<Input, Output>(brand: string, stale: string, run: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: () => queries.invalidateQueries({ queryKey: [brand, stale] }),
  });
}

export function useCreateTagGroup(brand: string) {
  return useChange(brand, "tag-groups", (body: { name: string }) =>
    call(client.POST(`${BASE}/tag-groups`, { ...inBrand(brand), body })),
  );
}

export function useCreateTag(brand: string) {
  return useChange(brand, "tag-groups", (body: { group_id: number; name: string }) =>
    call(client.POST(`${BASE}/tags`, { ...inBrand(brand), body })),
  );
}

export function useRenameTag(brand: string) {
  return useChange(brand, "tag-groups", ({ id, name }: { id: number; name: string }) =>
    call(client.PATCH(`${BASE}/tags/{tag_id}`, { params: { path: { brand, tag_id: id } }, body: { name } })),
  );
}

export function useDeleteTag(brand: string) {
  return useChange(brand, "tag-groups", (id: number) =>
    call(client.DELETE(`${BASE}/tags/{tag_id}`, { params: { path: { brand, tag_id: id } } })),
  );
}

export function useCreateAttribute(brand: string) {
  return useChange(brand, "attributes", (body: AttributeKind) =>
    call(client.POST(`${BASE}/attributes`, { ...inBrand(brand), body })),
  );
}

export function useTagCustomer(brand: string, id: Id) {
  return useChange(brand, "customers", ({ tagId, on }: { tagId: number; on: boolean }) => {
    const where = { params: { path: { brand, customer_id: id, tag_id: tagId } } };
    const path = `${BASE}/customers/{customer_id}/tags/{tag_id}` as const;
    return on ? call(client.PUT(path, where)) : call(client.DELETE(path, where));
  });
}

export function useSaveAttributes(brand: string, id: Id) {
  return useChange(brand, "customers", (attributes: Record<string, unknown>) =>
    call(client.PATCH(`${BASE}/customers/{customer_id}`, { params: { path: { brand, customer_id: id } }, body: { attributes } })),
  );
}

export function useRevealPhone(brand: string, id: Id) {
  return useMutation({
    mutationFn: (reason: string): Promise<{ phone: string }> =>
      call(
        client.POST(`${BASE}/customers/{customer_id}/reveal-phone`, {
          params: { path: { brand, customer_id: id } },
          body: { reason },
        }),
      ),
  });
}
