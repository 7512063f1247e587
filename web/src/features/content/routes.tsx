import type { RouteObject } from "react-router";

/** Pages of this feature, relative to /b/:brand. */
export const routes: RouteObject[] = [
  { path: "content/materials", lazy: async () => ({ Component: (await import("./MaterialsPage")).MaterialsPage }) },
  { path: "content/scripts", lazy: async () => ({ Component: (await import("./ScriptsPage")).ScriptsPage }) },
];
