import type { RouteObject } from "react-router";

/** Pages of this feature, relative to /b/:brand. */
export const routes: RouteObject[] = [
  { path: "advisors/archive", lazy: async () => ({ Component: (await import("./ArchivePage")).ArchivePage }) },
];
