import type { RouteObject } from "react-router";

/** Pages of this feature, relative to /b/:brand. */
export const routes: RouteObject[] = [
  { path: "advisors/accounts", lazy: async () => ({ Component: (await import("./AccountsPage")).AccountsPage }) },
  { path: "advisors/phones", lazy: async () => ({ Component: (await import("./PhonesPage")).PhonesPage }) },
];
