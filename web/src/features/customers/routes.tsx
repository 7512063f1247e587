import { redirect, type RouteObject } from "react-router";
import { paths, ruleFromSearch } from "@/ui/paths";

/** Pages of this feature, relative to /b/:brand. */
export const routes: RouteObject[] = [
  {
    path: "customers",
    // A figure's people live on the segment's page, where they can be kept.
    loader: ({ request, params }) => {
      const rule = ruleFromSearch(new URL(request.url).searchParams);
      return rule === null ? null : redirect(paths.people(params.brand ?? "", rule));
    },
    lazy: async () => ({ Component: (await import("./CustomersPage")).CustomersPage }),
  },
  { path: "customers/:customerId", lazy: async () => ({ Component: (await import("./CustomerPage")).CustomerPage }) },
  { path: "tags", lazy: async () => ({ Component: (await import("./TagsPage")).TagsPage }) },
  { path: "attributes", lazy: async () => ({ Component: (await import("./AttributesPage")).AttributesPage }) },
];
