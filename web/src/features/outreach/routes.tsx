import type { RouteObject } from "react-router";

/** Pages of this feature, relative to /b/:brand. */
export const routes: RouteObject[] = [
  { path: "messages", lazy: async () => ({ Component: (await import("./MessagesPage")).MessagesPage }) },
  { path: "staff-tasks", lazy: async () => ({ Component: (await import("./StaffTasksPage")).StaffTasksPage }) },
  { path: "settings/channels", lazy: async () => ({ Component: (await import("./ChannelsPage")).ChannelsPage }) },
];
