import type { RouteObject } from "react-router";

/** Pages of this feature, relative to /b/:brand. */
export const routes: RouteObject[] = [
  { path: "overview", lazy: async () => ({ Component: (await import("./OverviewPage")).OverviewPage }) },
  { path: "insights/rfm", lazy: async () => ({ Component: (await import("./RfmPage")).RfmPage }) },
  { path: "insights/repurchase", lazy: async () => ({ Component: (await import("./RepurchasePage")).RepurchasePage }) },
];
