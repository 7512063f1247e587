import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, client } from "@/api/client";
import { wholePage, type Page } from "@/api/lists";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Rule = Schemas["WelcomeRuleOut"];
export type RuleBody = Schemas["WelcomeRuleBody"];
export type FriendKind = Schemas["FriendKind"];

const BASE = "/api/brands/{brand}" as const;
const inBrand = (brand: string) => ({ params: { path: { brand } } });

export function listRules(brand: string): Promise<Page<Rule>> {
  return call(client.GET(`${BASE}/welcome-rules`, inBrand(brand))).then((rules) => wholePage(rules));
}

export function useSaveRule(brand: string, id: number | null) {
  const queries = useQueryClient();
  const save = (body: RuleBody) =>
    id === null
      ? call(client.POST(`${BASE}/welcome-rules`, { ...inBrand(brand), body }))
      : call(client.PUT(`${BASE}/welcome-rules/{rule_id}`, { params: { path: { brand, rule_id: id } }, body }));
  return useMutation({ mutationFn: save, onSuccess: () => queries.invalidateQueries({ queryKey: [brand, "welcome-rules"] }) });
}

export function useDeleteRule(brand: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => call(client.DELETE(`${BASE}/welcome-rules/{rule_id}`, { params: { path: { brand, rule_id: id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: [brand, "welcome-rules"] }),
  });
}

export function useOutcomes(brand: string, days: number) {
  return useQuery({
    queryKey: [brand, "welcome-outcomes", days],
    queryFn: () => call(client.GET(`${BASE}/welcome-outcomes`, { params: { path: { brand }, query: { days } } })),
  });
}
