import { useEffect, useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import type { Plan, Spread } from "./api";
import { readIds } from "./words";

const SETTLE_MS = 400;
export type ScopeKind = "all" | "segment" | "picked";

/** What is being planned, what is still missing, and the plan to ask a forecast for once it stops changing. */
export function usePlan() {
  const [search] = useSearchParams();
  const [scope, setScope] = useState<ScopeKind>("all");
  const [plan, setPlan] = useState<Plan>(() => ({
    giver_ids: readIds(search.get("from")),
    taker_ids: [],
    spread: "even" as Spread,
    segment: null,
    customer_ids: readIds(search.get("customers")),
    with_groups: search.get("from") !== null,
    message: "",
  }));
  const change = (part: Partial<Plan>) => setPlan((old) => ({ ...old, ...part }));
  const choose = (kind: ScopeKind) => {
    setScope(kind);
    change({ segment: null, customer_ids: [] });
  };
  const missing = whatIsMissing(plan, scope);
  // Words for the customer do not change who goes to whom.
  const asked = useMemo(() => (missing ? "" : JSON.stringify({ ...plan, message: "" })), [missing, plan]);
  const settled = useSettled(asked);
  return { plan, change, scope, choose, missing, asked: settled ? (JSON.parse(settled) as Plan) : null, stale: settled !== asked };
}

function whatIsMissing(plan: Plan, scope: ScopeKind): "" | "givers" | "takers" | "segment" | "picked" {
  if (plan.giver_ids.length === 0) return "givers";
  if (plan.spread === "even" && (plan.taker_ids ?? []).length === 0) return "takers";
  if (scope === "segment" && !plan.segment) return "segment";
  return scope === "picked" && (plan.customer_ids ?? []).length === 0 ? "picked" : "";
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
