import { queryOptions, useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { call, carryCsrfToken, client } from "./client";
import type { components } from "./schema";

export type Session = components["schemas"]["MeOut"];
export type BrandAccess = components["schemas"]["BrandAccessOut"];

const KEY = ["session"] as const;

async function loadSession(): Promise<Session> {
  const session = await call(client.GET("/api/auth/me"));
  carryCsrfToken(session.csrf_token);
  return session;
}

/** Who is signed in; kept for the whole visit and asked again after login and logout. */
export const sessionQuery = queryOptions({ queryKey: KEY, queryFn: loadSession, staleTime: 5 * 60_000, retry: false });

export function useSession(): Session {
  return useSuspenseQuery(sessionQuery).data;
}

export function useMaybeSession() {
  return useQuery(sessionQuery);
}

/** The brand named in the address, with what this person may do there. */
export function useBrand(): BrandAccess {
  const { brand } = useParams();
  const found = useSession().brands.find((each) => each.code === brand);
  if (!found) throw new Error(`brand ${brand} is not open to this account`);
  return found;
}

export function useLogin() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { account: string; password: string }) => call(client.POST("/api/auth/login", { body })),
    onSuccess: () => queries.query({ ...sessionQuery, staleTime: 0 }),
  });
}

export function useLogout() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => call(client.POST("/api/auth/logout")),
    onSuccess: () => queries.clear(),
  });
}
