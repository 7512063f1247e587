import {
  BarChartOutlined, DashboardOutlined, FolderOpenOutlined, PartitionOutlined, MobileOutlined, QrcodeOutlined, SettingOutlined, TeamOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";

export interface MenuEntry {
  /** Route path under /b/:brand; also the key of its name in app:menu. */
  path: string;
  /** A right from `can`; the entry is shown to those who have it. */
  needs: string;
}

export interface MenuGroup {
  key: string;
  icon: ReactNode;
  entries: MenuEntry[];
}

/** The map of the console, in the order people work. Entries without a page are not shown. */
export const MENU: MenuGroup[] = [
  { key: "today", icon: <DashboardOutlined />, entries: [{ path: "overview", needs: "insights.read" }] },
  { key: "acquire", icon: <QrcodeOutlined />, entries: [{ path: "live-codes", needs: "acquisition.read" }, { path: "acquisition-links", needs: "acquisition.read" }, { path: "group-codes", needs: "groups.read" }, { path: "welcomes", needs: "outreach.read" }] },
  {
    key: "customers",
    icon: <TeamOutlined />,
    entries: [{ path: "customers", needs: "customers.read" }, { path: "groups", needs: "groups.read" }, { path: "friends/lost", needs: "customers.read" }, { path: "segments", needs: "segments.read" }, { path: "tags", needs: "customers.read" }, { path: "orders", needs: "customers.read" }, { path: "attributes", needs: "customers.read" }, { path: "imports", needs: "imports.read" }],
  },
  {
    key: "automate",
    icon: <PartitionOutlined />,
    entries: [{ path: "journeys", needs: "journeys.read" }, { path: "mass", needs: "outreach.read" }, { path: "moments", needs: "outreach.read" }, { path: "messages", needs: "outreach.read" }, { path: "staff-tasks", needs: "outreach.read" }],
  },
  {
    key: "content",
    icon: <FolderOpenOutlined />,
    entries: [{ path: "content/materials", needs: "content.read" }, { path: "content/scripts", needs: "content.read" }],
  },
  {
    key: "advisors",
    icon: <MobileOutlined />,
    entries: [{ path: "handovers", needs: "handover.read" }, { path: "advisors/accounts", needs: "matrix.read" }, { path: "advisors/archive", needs: "archive.read" }, { path: "advisors/phones", needs: "matrix.read" }],
  },
  {
    key: "insights",
    icon: <BarChartOutlined />,
    entries: [{ path: "insights/rfm", needs: "insights.read" }, { path: "insights/repurchase", needs: "insights.read" }],
  },
  {
    key: "settings",
    icon: <SettingOutlined />,
    entries: [
      { path: "settings/brand", needs: "settings.read" },
      { path: "settings/organisation", needs: "customers.read" },
      { path: "settings/staff", needs: "customers.read" },
      { path: "settings/users", needs: "accounts.read" },
      { path: "settings/channels", needs: "outreach.read" },
      { path: "settings/wecom", needs: "outreach.read" },
      { path: "settings/sources", needs: "events.read" },
      { path: "settings/parked-events", needs: "events.read" },
      { path: "settings/api-keys", needs: "keys.read" },
      { path: "settings/audit", needs: "audit.read" },
    ],
  },
];

/** The groups and entries a person sees: those with a page, and those they may open. */
export function visibleMenu(pages: Set<string>, can: Record<string, boolean>): MenuGroup[] {
  const shown = (entry: MenuEntry) => pages.has(entry.path) && can[entry.needs] === true;
  return MENU.map((group) => ({ ...group, entries: group.entries.filter(shown) })).filter((group) => group.entries.length > 0);
}

/** The entry that an address belongs to: the longest one it starts with. */
export function entryFor(pathname: string, brand: string): string | undefined {
  const rest = pathname.slice(`/b/${brand}/`.length);
  const entries = MENU.flatMap((group) => group.entries.map((entry) => entry.path));
  return entries.filter((path) => rest === path || rest.startsWith(`${path}/`)).sort((a, b) => b.length - a.length)[0];
}
