import { createContext, use } from "react";

/** Names of staff by id, as far as the page has met them. */
export interface People {
  names: Map<number, string>;
  meet: (id: number, name: string) => void;
}

export const PeopleContext = createContext<People>({ names: new Map(), meet: () => undefined });

export function useName(): (id: number) => string {
  const { names } = use(PeopleContext);
  return (id) => names.get(id) ?? `#${id}`;
}
