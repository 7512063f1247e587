import { useQuery } from "@tanstack/react-query";
import { call, pending } from "@/api/client";

export type Rule = Record<string, unknown>;

/** A number, what it means, and who is behind it. Money in fen, a share between 0 and 1. */
export interface Figure {
  key: string;
  label: string;
  value: number | null;
  unit: "people" | "orders" | "fen" | "share" | "days" | "intervals";
  definition: string;
  as_of_ms: number;
  rule: Rule | null;
  people: number | null;
}
export interface Month {
  month: string;
  new_customers: number;
  buyers: number;
  first_buyers: number;
  returning_buyers: number;
  orders: number;
  revenue_fen: number;
  first_revenue_fen: number;
  returning_revenue_fen: number;
  rules: Record<string, Rule>;
}
export interface Overview {
  first_day: string;
  last_day: string;
  as_of_ms: number;
  figures: Figure[];
  months: Month[];
  definitions: Record<string, string>;
}
export interface Bucket {
  label: string;
  low: number;
  high: number | null;
}
export interface RfmCell {
  recency: number;
  frequency: number;
  people: number;
  revenue_fen: number;
  average_fen: number | null;
  rule: Rule;
}
export interface Rfm {
  as_of_ms: number;
  recency: Bucket[];
  frequency: Bucket[];
  cells: RfmCell[];
  figures: Figure[];
  definitions: Record<string, string>;
}
export interface Repurchase {
  as_of_ms: number;
  figures: Figure[];
  curve: { days: number; intervals: number; share: number }[];
  definitions: Record<string, string>;
}
export interface Cohort {
  month: string;
  people: number;
  rule: Rule;
  cells: { after: number; people: number; share: number; rule: Rule }[];
}
export interface Retention {
  as_of_ms: number;
  cohorts: Cohort[];
  definitions: Record<string, string>;
}
export interface FunnelStep {
  key: string;
  label: string;
  kind: string;
  reached: number;
  waiting: number;
  went_on: number;
  dropped: Record<string, number>;
}
export interface JourneyFunnel {
  journey_id: number;
  name: string;
  as_of_ms: number;
  entered: number;
  steps: FunnelStep[];
  definition: string;
}

const BASE = "/api/brands/{brand}/insights";

export interface Period {
  from?: string;
  to?: string;
}

function useReport<T>(brand: string, name: string, query: Record<string, string | number | undefined> = {}, enabled = true) {
  const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
  return useQuery({
    queryKey: [brand, "insights", name, given],
    enabled,
    queryFn: (): Promise<T> => call(pending.GET(`${BASE}/${name}`, { params: { path: { brand }, query: given } })),
  });
}

export const useOverview = (brand: string, period: Period) => useReport<Overview>(brand, "overview", { ...period });
export const useRfm = (brand: string, asOf?: string) => useReport<Rfm>(brand, "rfm", { as_of: asOf });
export const useRepurchase = (brand: string, asOf?: string) => useReport<Repurchase>(brand, "repurchase", { as_of: asOf });
export const useRetention = (brand: string, asOf?: string) => useReport<Retention>(brand, "retention", { as_of: asOf });
export const useJourneyFunnel = (brand: string, journey: number | null) =>
  useReport<JourneyFunnel>(brand, `journeys/${journey}/funnel`, {}, journey !== null);

export interface JourneyName {
  id: number;
  name: string;
  state: string;
  entered: number | null;
}

/** Journeys that have been published, for choosing whose funnel is shown. */
export function useJourneyNames(brand: string) {
  return useQuery({
    queryKey: [brand, "journeys", "names"],
    queryFn: async (): Promise<JourneyName[]> => {
      const page = await call<{ items: (JourneyName & { version: number | null })[] }>(
        pending.GET("/api/brands/{brand}/journeys", { params: { path: { brand }, query: { limit: 100 } } }),
      );
      return page.items.filter((each) => each.version !== null);
    },
  });
}
