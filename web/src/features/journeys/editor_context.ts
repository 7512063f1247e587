import { createContext, useContext, type Dispatch } from "react";
import type { Names, NodeNumbers } from "./api";
import type { Graph, Kind, Port } from "./graph";
import type { GraphAction } from "./graph_reducer";

export interface Editor {
  graph: Graph;
  names: Names | undefined;
  /** What is wrong at a node, in words. */
  problems: Map<string, string>;
  numbers: Map<string, NodeNumbers>;
  /** The nodes one person went through, or null when nobody is looked for. */
  path: Set<string> | null;
  readonly: boolean;
  open: (id: string | null) => void;
  openId: string | null;
  change: (action: GraphAction, topic?: string) => void;
}

export const EditorContext = createContext<Editor | null>(null);

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (!editor) throw new Error("this part belongs inside the journey editor");
  return editor;
}

/** How many went a way, and how many of those who left the node. */
export function countOn(numbers: NodeNumbers | undefined, port: Port): { count: number; share: number } | null {
  if (!numbers || numbers.passed === 0) return null;
  const count = port === "next" ? numbers.passed : (numbers.outcomes[port] ?? 0);
  return { count, share: count / numbers.passed };
}

export type Insert = (from: string, port: Port, kind: Exclude<Kind, "entry">) => void;
export type Change = Dispatch<GraphAction>;
