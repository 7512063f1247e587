import type { RouteObject } from "react-router";

/** Pages of this feature, relative to /b/:brand. */
export const routes: RouteObject[] = [
  { path: "segments", lazy: async () => ({ Component: (await import("./SegmentsPage")).SegmentsPage }) },
  { path: "segments/new", lazy: async () => ({ Component: (await import("./BuilderPage")).NewSegmentPage }) },
  { path: "segments/people", lazy: async () => ({ Component: (await import("./RulePeoplePage")).RulePeoplePage }) },
  { path: "segments/:segmentId", lazy: async () => ({ Component: (await import("./SegmentPage")).SegmentPage }) },
  { path: "segments/:segmentId/edit", lazy: async () => ({ Component: (await import("./BuilderPage")).EditSegmentPage }) },
];
