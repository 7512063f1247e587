import { useEffect, useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import { ruleFromSearch } from "@/ui/paths";
import type { Mass, Plan } from "./api";
import { bytesOf, TEXT_BYTES_MAX } from "./words";

const SETTLE_MS = 400;

/** What is being written: the plan, its name, and whether it can be sent. */
export function useMassDraft(saved: Mass | null) {
  const [search] = useSearchParams();
  const [name, setName] = useState(saved?.name ?? "");
  const [plan, setPlan] = useState<Plan>(() => saved?.plan ?? empty(search));
  const change = (part: Partial<Plan>) => setPlan((old) => ({ ...old, ...part }));
  const { audience } = plan;
  const [toGroups, keepToGroups] = useState((saved?.plan.audience.groups?.length ?? 0) > 0 || search.get("to") === "groups");
  const setToGroups = (on: boolean) => {
    keepToGroups(on);
    change({ audience: { segment: null, rule: null, customer_ids: [], groups: [] } });
  };
  const chosen = audience.segment != null || audience.rule != null || (audience.customer_ids?.length ?? 0) > 0 || (audience.groups?.length ?? 0) > 0;
  // Words do not change who gets it: only what decides the numbers is asked about again.
  const asked = useMemo(
    () => (chosen ? { audience: plan.audience, branches: plan.branches ?? [], start_at_ms: plan.start_at_ms ?? 0, text: "", attachments: [] } : null),
    [chosen, plan.audience, plan.branches, plan.start_at_ms],
  );
  const settled = useSettled(asked ? JSON.stringify(asked) : "");
  const missing = !name.trim() ? "name" : !chosen ? (toGroups ? "groups" : "audience") : !plan.text?.trim() && !plan.attachments?.length ? "text" : tooLong(plan) ? "tooLong" : halfCard(plan) ? "card" : "";
  return { name, setName, plan, change, missing, toGroups, setToGroups, saved: saved !== null, asked: settled ? (JSON.parse(settled) as Plan) : null, stale: settled !== (asked ? JSON.stringify(asked) : "") };
}

function empty(search: URLSearchParams): Plan {
  const segment = Number(search.get("segment")) || null;
  const rule = segment ? null : ruleFromSearch(search);
  return {
    audience: { segment, rule, customer_ids: [], groups: [] },
    text: "",
    attachments: [],
    branches: [],
    start_at_ms: 0,
    reminders: { after_hours: 0, times: 0 },
  };
}

const tooLong = (plan: Plan) => bytesOf(plan.text ?? "") > TEXT_BYTES_MAX;
const halfCard = (plan: Plan) => (plan.attachments ?? []).some((card) => !card.material_id && (!card.title?.trim() || !/^https?:\/\//.test(card.url ?? "")));

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
