import type { RouteObject } from "react-router";

/** Pages of this feature, relative to /b/:brand. */
export const routes: RouteObject[] = [
  { path: "settings/sources", lazy: async () => ({ Component: (await import("./SourcesPage")).SourcesPage }) },
  { path: "settings/parked-events", lazy: async () => ({ Component: (await import("./ParkedPage")).ParkedPage }) },
];
