import type { RouteObject } from "react-router";

/** Pages of this feature, relative to /b/:brand. */
export const routes: RouteObject[] = [
  { path: "imports", lazy: async () => ({ Component: (await import("./ImportsPage")).ImportsPage }) },
  { path: "imports/new", lazy: async () => ({ Component: (await import("./NewImportPage")).NewImportPage }) },
  { path: "imports/:importId", lazy: async () => ({ Component: (await import("./ImportPage")).ImportPage }) },
];
