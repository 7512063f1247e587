import { useSearchParams } from "react-router";

/** Which conversation is open, and at which message; both live in the address. */
export function useOpened() {
  const [search, setSearch] = useSearchParams();
  const number = (name: string) => Number(search.get(name)) || null;
  const open = (talk: number | null, message: number | null = null, tab?: string) =>
    setSearch((old) => {
      const next = new URLSearchParams(old);
      for (const [name, value] of [["talk", talk], ["message", message]] as const) {
        if (value === null) next.delete(name);
        else next.set(name, String(value));
      }
      if (tab !== undefined) next.delete("cursor");
      if (tab === "") next.delete("tab");
      return next;
    });
  return { talk: number("talk"), message: number("message"), open };
}
