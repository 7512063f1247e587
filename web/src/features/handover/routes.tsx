import type { RouteObject } from "react-router";

/** Pages of this feature, relative to /b/:brand. */
export const routes: RouteObject[] = [
  { path: "handovers", lazy: async () => ({ Component: (await import("./HandoversPage")).HandoversPage }) },
  { path: "handovers/new", lazy: async () => ({ Component: (await import("./PlanPage")).PlanPage }) },
];
