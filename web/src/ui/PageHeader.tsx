import { ArrowLeftOutlined } from "@ant-design/icons";
import { Flex, Typography } from "antd";
import { useEffect, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

export interface PageHeaderProps {
  title: ReactNode;
  /** Plain text for the browser tab when the title is not a string. */
  tabTitle?: string;
  purpose?: ReactNode;
  /** The one primary button, and at most a few quiet ones. */
  actions?: ReactNode;
  /** Where this page came from in the menu. */
  back?: { to: string; label: string };
}

export function PageHeader({ title, tabTitle, purpose, actions, back }: PageHeaderProps) {
  const { t } = useTranslation("ui");
  const name = tabTitle ?? (typeof title === "string" ? title : "");
  useEffect(() => {
    document.title = name ? `${name} · ${t("product")}` : t("product");
  }, [name, t]);
  return (
    <header className="siyu-page-header">
      {back && (
        <Link to={back.to} className="siyu-back">
          <ArrowLeftOutlined /> {back.label}
        </Link>
      )}
      <Flex justify="space-between" align="flex-start" gap={16} wrap>
        <div className="siyu-page-title">
          <Typography.Title level={1}>{title}</Typography.Title>
          {purpose && <Typography.Text type="secondary">{purpose}</Typography.Text>}
        </div>
        {actions && (
          <Flex gap={8} wrap>
            {actions}
          </Flex>
        )}
      </Flex>
    </header>
  );
}
