import type { RouteObject } from "react-router";

/** Pages of this feature, relative to /b/:brand. */
export const routes: RouteObject[] = [
  { path: "settings/brand", lazy: async () => ({ Component: (await import("./BrandPage")).BrandPage }) },
  { path: "settings/organisation", lazy: async () => ({ Component: (await import("./OrganisationPage")).OrganisationPage }) },
  { path: "settings/staff", lazy: async () => ({ Component: (await import("./StaffPage")).StaffPage }) },
  { path: "settings/users", lazy: async () => ({ Component: (await import("./UsersPage")).UsersPage }) },
  { path: "settings/api-keys", lazy: async () => ({ Component: (await import("./ApiKeysPage")).ApiKeysPage }) },
  { path: "settings/audit", lazy: async () => ({ Component: (await import("./AuditPage")).AuditPage }) },
];
