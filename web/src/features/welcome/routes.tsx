import type { RouteObject } from "react-router";

/** Pages of this feature, relative to /b/:brand. */
export const routes: RouteObject[] = [
  { path: "welcomes", lazy: async () => ({ Component: (await import("./WelcomesPage")).WelcomesPage }) },
];
