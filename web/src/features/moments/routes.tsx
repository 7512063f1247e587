import type { RouteObject } from "react-router";

/** Pages of this feature, relative to /b/:brand; a moment's page is where it is written, too, until it is sent off. */
export const routes: RouteObject[] = [
  { path: "moments", lazy: async () => ({ Component: (await import("./MomentsPage")).MomentsPage }) },
  { path: "moments/:momentId", lazy: async () => ({ Component: (await import("./MomentPage")).MomentPage }) },
];
