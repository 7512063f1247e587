import { call, client } from "@/api/client";
import type { ListQuery, Page } from "@/api/lists";
import type { components } from "@/api/schema";

export type Order = components["schemas"]["OrderOut"];

export function listOrders(brand: string, query: ListQuery): Promise<Page<Order>> {
  return call(client.GET("/api/brands/{brand}/orders", { params: { path: { brand }, query } }));
}
