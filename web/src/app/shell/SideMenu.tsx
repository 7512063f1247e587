import { Menu, type MenuProps } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import { useBrand } from "@/api/session";
import { entryFor, visibleMenu, type MenuGroup } from "./menu";
import { usePages } from "./pages_context";

type Item = NonNullable<MenuProps["items"]>[number];

/** Apart from the keys of entries, one of which may have the same name. */
const groupKey = (group: MenuGroup) => `group:${group.key}`;

export function SideMenu({ onGo }: { onGo?: () => void }) {
  const { t } = useTranslation("app");
  const brand = useBrand();
  const pages = usePages();
  const { pathname } = useLocation();
  const entry = entryFor(pathname, brand.code);
  const groups = visibleMenu(pages, brand.can);
  const open = groups.find((group) => group.entries.some((each) => each.path === entry));
  const link = (path: string) => (
    <Link to={`/b/${brand.code}/${path}`} onClick={onGo}>
      {t(`menu.${path.replace("/", "_")}`)}
    </Link>
  );
  const item = (group: MenuGroup): Item => {
    const [only] = group.entries;
    if (group.entries.length === 1 && only) return { key: only.path, icon: group.icon, label: link(only.path) };
    return {
      key: groupKey(group),
      icon: group.icon,
      label: t(`menu.${group.key}_group`),
      children: group.entries.map((each) => ({ key: each.path, label: link(each.path) })),
    };
  };
  return (
    <nav aria-label={t("shell.menu")}>
      <Menu
        // A page unfolds its own group, so that all others stay in sight; one without a group shows where to begin.
        key={open?.key ?? ""}
        mode="inline"
        selectedKeys={entry ? [entry] : []}
        defaultOpenKeys={(open && open.entries.length > 1 ? [open] : groups.slice(0, 3)).map(groupKey)}
        items={groups.map(item)}
        className="siyu-menu"
      />
    </nav>
  );
}
