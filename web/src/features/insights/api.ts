import { useQuery } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Rule = Record<string, unknown>;
export type Figure = Schemas["Figure"];
export type Month = Schemas["Month"];
export type Overview = Schemas["Overview"];
export type Comparison = Overview["comparisons"][number];
export type Bucket = Rfm["recency"][number];
export type RfmCell = Schemas["RfmCell"];
export type Rfm = Schemas["Rfm"];
export type Repurchase = Schemas["Repurchase"];
export type Cohort = Schemas["Cohort"];
export type Retention = Schemas["Retention"];
export type JourneyFunnel = Schemas["JourneyFunnel"];
export type FunnelStep = JourneyFunnel["steps"][number];

const BASE = "/api/brands/{brand}/insights" as const;

export interface Period {
  from?: string;
  to?: string;
}

const asked = (asOf?: string) => (asOf ? { as_of: asOf } : {});

export function useOverview(brand: string, period: Period) {
  return useQuery({
    queryKey: [brand, "insights", "overview", period],
    queryFn: () => call(client.GET(`${BASE}/overview`, { params: { path: { brand }, query: period } })),
  });
}

export function useRfm(brand: string, asOf?: string) {
  return useQuery({
    queryKey: [brand, "insights", "rfm", asOf],
    queryFn: () => call(client.GET(`${BASE}/rfm`, { params: { path: { brand }, query: asked(asOf) } })),
  });
}

export function useRepurchase(brand: string, asOf?: string) {
  return useQuery({
    queryKey: [brand, "insights", "repurchase", asOf],
    queryFn: () => call(client.GET(`${BASE}/repurchase`, { params: { path: { brand }, query: asked(asOf) } })),
  });
}

export function useRetention(brand: string, asOf?: string) {
  return useQuery({
    queryKey: [brand, "insights", "retention", asOf],
    queryFn: () => call(client.GET(`${BASE}/retention`, { params: { path: { brand }, query: asked(asOf) } })),
  });
}

export function useJourneyFunnel(brand: string, journey: number | null) {
  return useQuery({
    queryKey: [brand, "insights", "funnel", journey],
    enabled: journey !== null,
    queryFn: () =>
      call(client.GET(`${BASE}/journeys/{journey_id}/funnel`, { params: { path: { brand, journey_id: journey ?? 0 } } })),
  });
}

/** Journeys that have been published, for choosing whose funnel is shown. */
export function useJourneyNames(brand: string) {
  return useQuery({
    queryKey: [brand, "journeys", "names"],
    queryFn: async () => {
      const page = await call(client.GET("/api/brands/{brand}/journeys", { params: { path: { brand }, query: { limit: 100 } } }));
      return page.items.filter((each) => each.version !== null);
    },
  });
}
