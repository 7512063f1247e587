import type { RouteObject } from "react-router";

/** Pages of this feature, relative to /b/:brand. */
export const routes: RouteObject[] = [
  { path: "groups", lazy: async () => ({ Component: (await import("./GroupsPage")).GroupsPage }) },
  { path: "group-codes", lazy: async () => ({ Component: (await import("./GroupCodesPage")).GroupCodesPage }) },
];
