import { useParams } from "react-router";

/** The number in the address; anything else is 0, which nothing has, so that the page says it was not found. */
export function useIdParam(name: string): number {
  const text = useParams()[name] ?? "";
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}
