import type { RouteObject } from "react-router";

/** Pages of this feature, relative to /b/:brand. */
export const routes: RouteObject[] = [
  { path: "acquisition-links", lazy: async () => ({ Component: (await import("./LinksPage")).LinksPage }) },
  { path: "acquisition-links/:linkId", lazy: async () => ({ Component: (await import("./LinkPage")).LinkPage }) },
];
