import type { RouteObject } from "react-router";

/** Pages of this feature, relative to /b/:brand. */
export const routes: RouteObject[] = [
  { path: "journeys", lazy: async () => ({ Component: (await import("./JourneysPage")).JourneysPage }) },
  { path: "journeys/new", lazy: async () => ({ Component: (await import("./NewJourneyPage")).NewJourneyPage }) },
  { path: "journeys/:journeyId", lazy: async () => ({ Component: (await import("./EditorPage")).EditorPage }) },
];
