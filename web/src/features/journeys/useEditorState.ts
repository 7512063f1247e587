import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { useUrlState } from "@/ui/useUrlState";
import { useFunnel, useNames, useSaveDraft, useSteps, type Journey } from "./api";
import { checkGraph } from "./checks";
import type { Editor } from "./editor_context";
import { toGraph, wayOf, type Graph } from "./graph";
import { graphReducer, type GraphAction } from "./graph_reducer";
import { startTimeline, withTimeline } from "./history";

const SAVE_AFTER_MS = 800;
const reduce = withTimeline(graphReducer);

export type SaveState = "saved" | "saving" | "unsaved" | "failed";

/** Keeps the draft on the server shortly after each change; `flush` keeps it at once. */
function useAutosave(journey: Journey, graph: Graph) {
  const save = useSaveDraft(useBrand().code, journey.id);
  const kept = useRef(graph);
  const [state, setState] = useState<SaveState>("saved");
  const { mutateAsync } = save;
  const flush = useCallback(async () => {
    if (kept.current === graph) return;
    setState("saving");
    try {
      await mutateAsync({ draft: graph });
      kept.current = graph;
      setState("saved");
    } catch (error) {
      setState("failed");
      throw error;
    }
  }, [graph, mutateAsync]);
  useEffect(() => {
    if (kept.current === graph) return;
    const timer = setTimeout(() => void flush().catch(() => undefined), SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [graph, flush]);
  return { state, flush, error: save.error };
}

/** The state of the editor: the drawn graph with its past, the live numbers, what is wrong, the open step, the lit way. */
export function useEditorState(journey: Journey) {
  const { t } = useTranslation("journeys");
  const brand = useBrand();
  const [line, dispatch] = useReducer(reduce, journey.draft, (draft) => startTimeline(toGraph(draft)));
  const [refused, setRefused] = useState<{ graph: Graph; problems: Map<string, string> } | null>(null);
  const [openId, setOpenId] = useUrlState("node");
  const [person, setPerson] = useUrlState("person");
  const graph = line.present;
  const names = useNames(brand.code).data;
  const funnel = useFunnel(brand.code, journey.id, journey.version !== null);
  const steps = useSteps(brand.code, journey.id, person ? Number(person) : null).data;
  const autosave = useAutosave(journey, graph);
  const problems = useMemo(() => {
    const told = new Map([...checkGraph(graph)].map(([id, missing]) => [id, t(`check.${missing}`)]));
    // What the server refused stays until the graph changes.
    for (const [id, text] of refused?.graph === graph ? refused.problems : []) told.set(id, text);
    return told;
  }, [graph, refused, t]);
  const editor: Editor = {
    graph,
    names,
    problems,
    numbers: useMemo(() => new Map((funnel.data?.nodes ?? []).map((each) => [each.node, each])), [funnel.data]),
    path: useMemo(() => (person ? wayOf(graph, steps ?? []) : null), [graph, person, steps]),
    readonly: brand.can["journeys.write"] !== true,
    openId: openId || null,
    open: setOpenId,
    change: (action: GraphAction, topic?: string) => dispatch({ do: "step", action, ...(topic ? { topic } : {}) }),
  };
  return {
    editor,
    funnel: funnel.data,
    person: person ? Number(person) : null,
    setPerson,
    autosave,
    refuse: (told: Map<string, string>) => setRefused({ graph, problems: told }),
    undo: line.past.length > 0 ? () => dispatch({ do: "undo" }) : null,
    redo: line.future.length > 0 ? () => dispatch({ do: "redo" }) : null,
  };
}
