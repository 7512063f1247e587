import { createContext, useContext } from "react";

/** Paths of the pages that exist under /b/:brand; handed down by the routes so that menu and routes never disagree. */
export const PagesContext = createContext<Set<string>>(new Set());

export function usePages(): Set<string> {
  return useContext(PagesContext);
}
