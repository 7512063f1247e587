import type { RouteObject } from "react-router";

/** Pages of this feature, relative to /b/:brand. */
export const routes: RouteObject[] = [
  { path: "live-codes", lazy: async () => ({ Component: (await import("./CodesPage")).CodesPage }) },
  { path: "live-codes/new", lazy: async () => ({ Component: (await import("./BuilderPage")).NewCodePage }) },
  { path: "live-codes/bulk", lazy: async () => ({ Component: (await import("./BulkPage")).BulkPage }) },
  { path: "live-codes/:codeId", lazy: async () => ({ Component: (await import("./CodePage")).CodePage }) },
  { path: "live-codes/:codeId/edit", lazy: async () => ({ Component: (await import("./BuilderPage")).EditCodePage }) },
  { path: "acquisition-links", lazy: async () => ({ Component: (await import("./links/LinksPage")).LinksPage }) },
  { path: "acquisition-links/:linkId", lazy: async () => ({ Component: (await import("./links/LinkPage")).LinkPage }) },
];
