import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

const KNOWN = new Set(["not_a_member", "not_in_siyu", "staff_inactive", "no_bound_account", "login_expired"]);

/** Signing in by scanning with WeCom: for accounts that are bound to a member of staff. */
export function ScanLogin() {
  const { t } = useTranslation("app");
  const [asked, setAsked] = useState(false);
  const go = ({ brand }: { brand: string }) => {
    const code = encodeURIComponent(brand.trim());
    const query = new URLSearchParams({ entry: "console", to: `/b/${code}/overview` });
    location.assign(`/api/auth/staff/${code}/start?${query}`);
  };
  if (!asked) {
    return (
      <Button block type="link" onClick={() => setAsked(true)}>
        {t("login.scan")}
      </Button>
    );
  }
  return (
    <Form<{ brand: string }> layout="vertical" requiredMark={false} onFinish={go}>
      <Form.Item name="brand" label={t("login.brandCode")} extra={t("login.brandCodeHint")} rules={[{ required: true, message: t("login.brandCode") }]}>
        <Input autoFocus autoComplete="organization" />
      </Form.Item>
      <Button block htmlType="submit">
        {t("login.scanGo")}
      </Button>
    </Form>
  );
}

/** What WeCom's way back says when nobody could be signed in. */
export function ScanRefusal() {
  const { t } = useTranslation("app");
  const [search] = useSearchParams();
  const code = search.get("login_error");
  if (!code) return null;
  return <Alert type="error" showIcon role="alert" title={t(`login.scanErrors.${KNOWN.has(code) ? code : "other"}`)} description={search.get("request_id")} />;
}
