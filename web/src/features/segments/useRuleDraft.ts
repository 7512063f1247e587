import { useEffect, useReducer, useState } from "react";
import { useSearchParams } from "react-router";
import type { ApiProblem, FieldProblem } from "@/api/problem";
import { toProblem } from "@/api/problem";
import { useBrand } from "@/api/session";
import { ruleFromSearch } from "@/ui/paths";
import { usePreview } from "./api";
import { isComplete, leavesOf, placeOf, toRule, toTree, type Rule } from "./rule";
import { ruleReducer } from "./rule_reducer";

const SETTLE_MS = 400;

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** The rule being edited: it lives in the address, is counted when typing rests, and knows what is wrong where. */
export function useRuleDraft(saved: Rule | null) {
  const brand = useBrand();
  const [search, setSearch] = useSearchParams();
  const [tree, dispatch] = useReducer(ruleReducer, ruleFromSearch(search) ?? saved, toTree);
  const { rule, places } = toRule(tree.root);
  const leaves = leavesOf(tree.root);
  const complete = leaves.length > 0 && leaves.every((each) => isComplete(each.leaf));
  const text = JSON.stringify(rule);
  const settled = useSettled(complete ? text : "");
  const changed = text !== JSON.stringify(saved ? toRule(toTree(saved).root).rule : null);
  useEffect(() => {
    if (!settled || settled === search.get("rule") || !changed) return;
    setSearch((old) => withRule(old, settled), { replace: true });
  }, [settled, changed, search, setSearch]);
  const preview = usePreview(brand.code, settled ? (JSON.parse(settled) as Rule) : null);
  const refused = complete && preview.isError ? toProblem(preview.error) : null;
  return {
    tree,
    dispatch,
    rule,
    complete,
    changed: changed && leaves.length > 0,
    preview: settled || complete ? preview.data : undefined,
    stale: settled !== text || preview.isFetching,
    ...placed(refused, places),
  };
}

function withRule(old: URLSearchParams, rule: string): URLSearchParams {
  const next = new URLSearchParams(old);
  next.set("rule", rule);
  return next;
}

/** Problems that belong to a condition go there; the whole problem stays when one has no place. */
function placed(refused: ApiProblem | null, places: Map<string, number>) {
  const problems = new Map<number, FieldProblem>();
  let homeless = refused !== null && refused.fields.length === 0;
  for (const each of refused?.fields ?? []) {
    const id = placeOf(each.field, places);
    if (id === undefined) homeless = true;
    else problems.set(id, each);
  }
  return { problems, problem: homeless ? refused : null };
}
