import type { RouteObject } from "react-router";

/** Pages of this feature, relative to /b/:brand. */
export const routes: RouteObject[] = [
  { path: "moments", lazy: async () => ({ Component: (await import("./MomentsPage")).MomentsPage }) },
  { path: "moments/new", lazy: async () => ({ Component: (await import("./MomentEditPage")).NewMomentPage }) },
  { path: "moments/:momentId", lazy: async () => ({ Component: (await import("./MomentPage")).MomentPage }) },
  { path: "moments/:momentId/edit", lazy: async () => ({ Component: (await import("./MomentEditPage")).EditMomentPage }) },
];
