import { MenuOutlined } from "@ant-design/icons";
import { Button, Drawer, Layout } from "antd";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Outlet, useParams } from "react-router";
import { useSession } from "@/api/session";
import { tellTimesIn } from "@/ui/format";
import { Loading } from "@/ui/Loading";
import { usePhone } from "@/ui/usePhone";
import { tellDatesIn } from "@/ui/wall";
import { AccountMenu } from "./AccountMenu";
import { BrandSwitch } from "./BrandSwitch";
import { LookSwitches } from "./LookSwitches";
import { Mark } from "./Mark";
import { NotFound } from "./NotFound";
import { SideMenu } from "./SideMenu";
import "./shell.css";

/** The frame around every page: menu at the left (a drawer on a phone), brand and account on top. */
export function Shell() {
  const { t } = useTranslation("app");
  const phone = usePhone();
  const [menuOpen, setMenuOpen] = useState(false);
  const { brand } = useParams();
  const open = useSession().brands.find((each) => each.code === brand);
  if (!open) return <NotFound />;
  // Before any page draws, so that no time is ever shown in another brand's zone.
  tellTimesIn(open.zone);
  tellDatesIn(open.zone);
  return (
    <Layout className="siyu-shell">
      <a href="#main" className="siyu-skip">
        {t("shell.skip")}
      </a>
      <Layout.Header className="siyu-header">
        {phone && (
          <Button type="text" icon={<MenuOutlined />} aria-label={t("shell.menu")} onClick={() => setMenuOpen(true)} />
        )}
        <Mark short={phone} />
        <BrandSwitch />
        <span className="siyu-header-space" />
        <LookSwitches />
        <AccountMenu />
      </Layout.Header>
      <Layout hasSider={!phone}>
        {!phone && (
          <Layout.Sider width={208} className="siyu-sider" theme="light">
            <SideMenu />
          </Layout.Sider>
        )}
        <Layout.Content id="main" className="siyu-content">
          <main className="siyu-main">
            <Suspense fallback={<Loading />}>
              <Outlet />
            </Suspense>
          </main>
        </Layout.Content>
      </Layout>
      <Drawer open={phone && menuOpen} placement="left" size={280} onClose={() => setMenuOpen(false)} title={<Mark />} styles={{ body: { padding: 8 } }}>
        <SideMenu onGo={() => setMenuOpen(false)} />
      </Drawer>
    </Layout>
  );
}
