import { useMemo, useState } from "react";
import type { People } from "./people";

/** Remembers the names a page was given and those picked on it. */
export function usePeople(known: { id: number; name: string }[]): People {
  const [met, setMet] = useState<Map<number, string>>(new Map());
  return useMemo(
    () => ({
      names: new Map([...known.map((each) => [each.id, each.name] as const), ...met]),
      meet: (id: number, name: string) => setMet((before) => new Map(before).set(id, name)),
    }),
    [known, met],
  );
}
