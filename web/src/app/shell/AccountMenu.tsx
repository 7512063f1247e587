import { LogoutOutlined, UserOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useLogout, useSession } from "@/api/session";
import { paths } from "@/ui/paths";
import { useNotify } from "@/ui/useNotify";
import { usePhone } from "@/ui/usePhone";

export function AccountMenu() {
  const { t } = useTranslation("app");
  const { user } = useSession();
  const logout = useLogout();
  const navigate = useNavigate();
  const notify = useNotify();
  const phone = usePhone();
  const leave = () =>
    logout.mutate(undefined, { onSuccess: () => void navigate(paths.login()), onError: (error) => notify.failed(error) });
  return (
    <Dropdown
      menu={{
        items: [
          { key: "who", label: `${user.name || user.account} · ${user.account}`, disabled: true },
          { type: "divider" },
          { key: "out", icon: <LogoutOutlined />, label: t("shell.logout"), onClick: leave },
        ],
      }}
    >
      {phone ? (
        <Button type="text" icon={<UserOutlined />} aria-label={t("shell.account")} />
      ) : (
        <Button type="text" icon={<UserOutlined />}>
          {user.name || user.account}
        </Button>
      )}
    </Dropdown>
  );
}
