import { Alert, Button, Divider, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

const KNOWN = new Set(["not_a_member", "not_in_siyu", "staff_inactive", "no_bound_account", "login_expired"]);

/** Signing in by scanning with WeCom: for accounts that are bound to a member of staff. */
export function ScanLogin() {
  const { t } = useTranslation("app");
  const [search] = useSearchParams();
  const [asked, setAsked] = useState(false);
  const go = ({ brand }: { brand: string }) => {
    const code = encodeURIComponent(brand.trim());
    const query = new URLSearchParams({ entry: "console", to: `/b/${code}/overview` });
    location.assign(`/api/auth/staff/${code}/start?${query}`);
  };
  if (!asked) {
    return (
      <Button block size="large" onClick={() => setAsked(true)}>
        {t("login.scan")}
      </Button>
    );
  }
  return (
    <Form<{ brand: string }> layout="vertical" requiredMark={false} size="large" initialValues={{ brand: brandIn(search.get("back")) }} onFinish={go}>
      <Divider plain>{t("login.scan")}</Divider>
      <Form.Item name="brand" label={t("login.brandCode")} extra={t("login.brandCodeHint")} rules={[{ required: true, message: t("login.brandCode") }]}>
        <Input autoFocus autoComplete="organization" />
      </Form.Item>
      <Button block htmlType="submit">
        {t("login.scanGo")}
      </Button>
    </Form>
  );
}

/** The brand that somebody was on the way to: "/b/demo/segments" is demo's. */
function brandIn(back: string | null): string {
  return decodeURIComponent(/^\/b\/([^/?]+)/.exec(back ?? "")?.[1] ?? "");
}

/** What WeCom's way back says when nobody could be signed in. */
export function ScanRefusal() {
  const { t } = useTranslation("app");
  const [search] = useSearchParams();
  const code = search.get("login_error");
  if (!code) return null;
  const request = search.get("request_id");
  const title = t(`login.scanErrors.${KNOWN.has(code) ? code : "other"}`);
  return <Alert type="error" showIcon role="alert" title={title} {...(request && { description: `${t("ui:error.requestId")} ${request}` })} />;
}
