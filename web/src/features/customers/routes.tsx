import type { RouteObject } from "react-router";

/** Pages of this feature, relative to /b/:brand. */
export const routes: RouteObject[] = [
  { path: "customers", lazy: async () => ({ Component: (await import("./CustomersPage")).CustomersPage }) },
  { path: "customers/:customerId", lazy: async () => ({ Component: (await import("./CustomerPage")).CustomerPage }) },
  { path: "tags", lazy: async () => ({ Component: (await import("./TagsPage")).TagsPage }) },
  { path: "attributes", lazy: async () => ({ Component: (await import("./AttributesPage")).AttributesPage }) },
];
