import { LockOutlined, UserOutlined } from "@ant-design/icons";
import { Button, Card, Flex, Form, Input, Typography } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";
import { useLogin } from "@/api/session";
import { ErrorState } from "@/ui/ErrorState";
import { LookSwitches } from "../shell/LookSwitches";
import { Mark } from "../shell/Mark";
import { ScanLogin, ScanRefusal } from "./ScanLogin";
import "./login.css";

interface Credentials {
  account: string;
  password: string;
}

/** Only an address inside this console may follow a login. */
function safeBack(back: string | null): string {
  return back?.startsWith("/") && !back.startsWith("//") ? back : "/";
}

export function LoginPage() {
  const { t } = useTranslation("app");
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const login = useLogin();
  useEffect(() => {
    document.title = `${t("login.title")} · ${t("ui:product")}`;
  }, [t]);
  const submit = (credentials: Credentials) =>
    login.mutate(credentials, { onSuccess: () => void navigate(safeBack(search.get("back")), { replace: true }) });
  return (
    <main className="siyu-login">
      <div className="siyu-login-switches">
        <LookSwitches />
      </div>
      <Card className="siyu-login-card">
        <Flex vertical gap={24}>
          <Flex vertical gap={8}>
            <Mark />
            <Typography.Text type="secondary">{t("login.promise")}</Typography.Text>
          </Flex>
          <ScanRefusal />
          {login.isError && <ErrorState error={login.error} />}
          <Form<Credentials> layout="vertical" requiredMark={false} onFinish={submit} size="large">
            <Form.Item name="account" label={t("login.account")} rules={[{ required: true, message: t("login.accountMissing") }]}>
              <Input prefix={<UserOutlined />} autoComplete="username" autoFocus />
            </Form.Item>
            <Form.Item name="password" label={t("login.password")} rules={[{ required: true, message: t("login.passwordMissing") }]}>
              <Input.Password prefix={<LockOutlined />} autoComplete="current-password" />
            </Form.Item>
            <Button type="primary" htmlType="submit" block loading={login.isPending}>
              {t("login.submit")}
            </Button>
          </Form>
          <ScanLogin />
          <Typography.Text type="secondary">{t("login.help")}</Typography.Text>
        </Flex>
      </Card>
    </main>
  );
}
