import {
  BarChartOutlined, DashboardOutlined, PartitionOutlined, SettingOutlined, TeamOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";

export interface MenuEntry {
  /** Route path under /b/:brand; also the key of its name in app:menu. */
  path: string;
  /** A right from `can`; the entry is shown to those who have it. */
  needs?: string;
}

export interface MenuGroup {
  key: string;
  icon: ReactNode;
  entries: MenuEntry[];
}

/** The map of the console, in the order people work. Entries without a page are not shown. */
export const MENU: MenuGroup[] = [
  { key: "today", icon: <DashboardOutlined />, entries: [{ path: "overview" }] },
  {
    key: "customers",
    icon: <TeamOutlined />,
    entries: [{ path: "customers" }, { path: "segments" }, { path: "tags" }, { path: "attributes" }, { path: "imports" }],
  },
  {
    key: "automate",
    icon: <PartitionOutlined />,
    entries: [{ path: "journeys" }, { path: "messages" }, { path: "staff-tasks" }],
  },
  {
    key: "insights",
    icon: <BarChartOutlined />,
    entries: [{ path: "insights/rfm" }, { path: "insights/repurchase" }],
  },
  {
    key: "settings",
    icon: <SettingOutlined />,
    entries: [
      { path: "settings/brand" },
      { path: "settings/organisation" },
      { path: "settings/staff" },
      { path: "settings/users" },
      { path: "settings/channels" },
      { path: "settings/api-keys" },
      { path: "settings/audit" },
    ],
  },
];

/** The groups and entries a person sees: those with a page, and those they may open. */
export function visibleMenu(pages: Set<string>, can: Record<string, boolean>): MenuGroup[] {
  const shown = (entry: MenuEntry) => pages.has(entry.path) && (!entry.needs || can[entry.needs] === true);
  return MENU.map((group) => ({ ...group, entries: group.entries.filter(shown) })).filter((group) => group.entries.length > 0);
}

/** The entry that an address belongs to: the longest one it starts with. */
export function entryFor(pathname: string, brand: string): string | undefined {
  const rest = pathname.slice(`/b/${brand}/`.length);
  const entries = MENU.flatMap((group) => group.entries.map((entry) => entry.path));
  return entries.filter((path) => rest === path || rest.startsWith(`${path}/`)).sort((a, b) => b.length - a.length)[0];
}
