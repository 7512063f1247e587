import type { RouteObject } from "react-router";

/** Pages of this feature, relative to /b/:brand. */
export const routes: RouteObject[] = [
  { path: "mass", lazy: async () => ({ Component: (await import("./MassListPage")).MassListPage }) },
  { path: "mass/new", lazy: async () => ({ Component: (await import("./MassEditPage")).NewMassPage }) },
  { path: "mass/:massId", lazy: async () => ({ Component: (await import("./MassPage")).MassPage }) },
  { path: "mass/:massId/edit", lazy: async () => ({ Component: (await import("./MassEditPage")).EditMassPage }) },
];
