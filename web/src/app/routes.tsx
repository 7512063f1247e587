import type { RouteObject } from "react-router";
import { routes as acquisition } from "@/features/acquisition/routes";
import { routes as advisors } from "@/features/advisors/routes";
import { routes as communities } from "@/features/communities/routes";
import { routes as archive } from "@/features/archive/routes";
import { routes as content } from "@/features/content/routes";
import { routes as customers } from "@/features/customers/routes";
import { routes as events } from "@/features/events/routes";
import { routes as friends } from "@/features/friends/routes";
import { routes as handover } from "@/features/handover/routes";
import { routes as imports } from "@/features/imports/routes";
import { routes as insights } from "@/features/insights/routes";
import { routes as journeys } from "@/features/journeys/routes";
import { routes as mass } from "@/features/mass/routes";
import { routes as moments } from "@/features/moments/routes";
import { routes as orders } from "@/features/orders/routes";
import { routes as outreach } from "@/features/outreach/routes";
import { routes as segments } from "@/features/segments/routes";
import { routes as tenancy } from "@/features/tenancy/routes";
import { routes as wecom } from "@/features/wecom/routes";
import { routes as welcome } from "@/features/welcome/routes";
import { LoginPage } from "./auth/LoginPage";
import { RequireSession } from "./auth/RequireSession";
import { FirstBrand } from "./shell/FirstBrand";
import { NotFound } from "./shell/NotFound";
import { PageCrash } from "./shell/PageCrash";
import { PagesContext } from "./shell/pages_context";
import { Shell } from "./shell/Shell";

/** Pages that live under /b/:brand; the menu shows an entry only when its page is here. */
export const brandRoutes: RouteObject[] = [
  ...insights,
  ...acquisition,
  ...communities,
  ...customers,
  ...segments,
  ...orders,
  ...imports,
  ...journeys,
  ...mass,
  ...moments,
  ...outreach,
  ...content,
  ...advisors,
  ...archive,
  ...handover,
  ...tenancy,
  ...events,
  ...friends,
  ...welcome,
  ...wecom,
];

const pages = new Set(brandRoutes.flatMap((route) => route.path ?? []));

export const routes: RouteObject[] = [
  { path: "/login", element: <LoginPage />, errorElement: <PageCrash /> },
  {
    element: (
      <PagesContext value={pages}>
        <RequireSession />
      </PagesContext>
    ),
    errorElement: <PageCrash />,
    children: [
      { path: "/", element: <FirstBrand /> },
      {
        path: "/b/:brand",
        element: <Shell />,
        children: [
          { index: true, element: <FirstBrand /> },
          {
            errorElement: <PageCrash />,
            hydrateFallbackElement: <div />,
            children: [...brandRoutes, { path: "*", element: <NotFound /> }],
          },
        ],
      },
      { path: "*", element: <NotFound /> },
    ],
  },
];
