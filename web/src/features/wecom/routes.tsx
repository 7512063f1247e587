import type { RouteObject } from "react-router";

/** Pages of this feature, relative to /b/:brand. */
export const routes: RouteObject[] = [
  { path: "settings/wecom", lazy: async () => ({ Component: (await import("./WecomPage")).WecomPage }) },
];
