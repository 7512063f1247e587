import type { RouteObject } from "react-router";

/** Pages of this feature, relative to /b/:brand. */
export const routes: RouteObject[] = [
  { path: "friends/lost", lazy: async () => ({ Component: (await import("./LostFriendsPage")).LostFriendsPage }) },
];
