import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import { withNumberCursor, type ListQuery, type Page } from "@/api/lists";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Customer = Schemas["CustomerOut"];
export type CustomerDetail = Schemas["CustomerDetailOut"];
export type Friend = Schemas["FriendOut"];
export type Order = Schemas["OrderOut"];
export type Attribute = Schemas["AttributeOut"];
export type NewAttribute = Schemas["AttributeBody"];
export type Tag = Schemas["TagOut"];
export type TagGroup = Schemas["TagGroupOut"] & { tags: Tag[] };

export type TimelineEntry = Schemas["TimelineEntryOut"];
export type TimelineKind = TimelineEntry["kind"];

const BASE = "/api/brands/{brand}" as const;
const inBrand = (brand: string) => ({ params: { path: { brand } } });

export interface CustomerFilters {
  tag?: number;
  segment?: number;
}

export function listCustomers(brand: string, query: ListQuery, filters: CustomerFilters): Promise<Page<Customer>> {
  return call(client.GET(`${BASE}/customers`, { params: { path: { brand }, query: { ...withNumberCursor(query), ...filters } } }));
}

export function useCustomer(brand: string, id: number) {
  return useQuery({
    queryKey: [brand, "customers", id],
    queryFn: () => call(client.GET(`${BASE}/customers/{customer_id}`, { params: { path: { brand, customer_id: id } } })),
  });
}

export function useFriends(brand: string, id: number) {
  return useQuery({
    queryKey: [brand, "customers", id, "friends"],
    queryFn: () => call(client.GET(`${BASE}/customers/{customer_id}/friends`, { params: { path: { brand, customer_id: id } } })),
  });
}

export function useTimeline(brand: string, id: number, kind: TimelineKind | "") {
  return useInfiniteQuery({
    queryKey: [brand, "customers", id, "timeline", kind],
    initialPageParam: "",
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam }) =>
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

export function listCustomerOrders(brand: string, id: number, query: ListQuery): Promise<Page<Order>> {
  return call(client.GET(`${BASE}/customers/{customer_id}/orders`, { params: { path: { brand, customer_id: id }, query } }));
}

/** Every group with its tags; a group may still be empty. */
export function useTagGroups(brand: string) {
  return useQuery({
    queryKey: [brand, "tags"],
    queryFn: async (): Promise<TagGroup[]> => {
      const [groups, tags] = await Promise.all([
        call(client.GET(`${BASE}/tag-groups`, inBrand(brand))),
        call(client.GET(`${BASE}/tags`, inBrand(brand))),
      ]);
      return groups.map((group) => ({ ...group, tags: tags.filter((tag) => tag.group_id === group.id) }));
    },
  });
}

export function useAttributes(brand: string) {
  return useQuery({
    queryKey: [brand, "attributes"],
    queryFn: () => call(client.GET(`${BASE}/attributes`, inBrand(brand))),
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
  return useChange(brand, "tags", (body: Schemas["TagGroupBody"]) =>
    call(client.POST(`${BASE}/tag-groups`, { ...inBrand(brand), body })),
  );
}

export function useCreateTag(brand: string) {
  return useChange(brand, "tags", (body: Schemas["TagBody"]) =>
    call(client.POST(`${BASE}/tags`, { ...inBrand(brand), body })),
  );
}

export function useRenameTag(brand: string) {
  return useChange(brand, "tags", ({ id, ...body }: Schemas["TagBody"] & { id: number }) =>
    call(client.PATCH(`${BASE}/tags/{tag_id}`, { params: { path: { brand, tag_id: id } }, body })),
  );
}

export function useDeleteTag(brand: string) {
  return useChange(brand, "tags", (id: number) =>
    call(client.DELETE(`${BASE}/tags/{tag_id}`, { params: { path: { brand, tag_id: id } } })),
  );
}

export function useCreateAttribute(brand: string) {
  return useChange(brand, "attributes", (body: NewAttribute) =>
    call(client.POST(`${BASE}/attributes`, { ...inBrand(brand), body })),
  );
}

export function useTagCustomer(brand: string, id: number) {
  return useChange(brand, "customers", ({ tagId, on }: { tagId: number; on: boolean }) => {
    const where = { params: { path: { brand, customer_id: id, tag_id: tagId } } };
    const path = `${BASE}/customers/{customer_id}/tags/{tag_id}` as const;
    return on ? call(client.PUT(path, where)) : call(client.DELETE(path, where));
  });
}

/** The same tag on, or off, for every selected customer: a page of rows at most, one after the other. */
export function useTagCustomers(brand: string) {
  return useChange(brand, "customers", async ({ ids, tagId, on }: { ids: number[]; tagId: number; on: boolean }) => {
    const path = `${BASE}/customers/{customer_id}/tags/{tag_id}` as const;
    for (const id of ids) {
      const where = { params: { path: { brand, customer_id: id, tag_id: tagId } } };
      await (on ? call(client.PUT(path, where)) : call(client.DELETE(path, where)));
    }
  });
}

export function useSaveAttributes(brand: string, id: number) {
  return useChange(brand, "customers", (attributes: Record<string, unknown>) =>
    call(client.PATCH(`${BASE}/customers/{customer_id}`, { params: { path: { brand, customer_id: id } }, body: { attributes } })),
  );
}

export function useRevealPhone(brand: string, id: number) {
  return useMutation({
    mutationFn: (reason: string) =>
      call(
        client.POST(`${BASE}/customers/{customer_id}/reveal-phone`, {
          params: { path: { brand, customer_id: id } },
          body: { reason },
        }),
      ),
  });
}
