import { QueryClientProvider, type QueryClient } from "@tanstack/react-query";
import { App as AntApp, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { createBrowserRouter } from "react-router";
import { RouterProvider } from "react-router/dom";
import { currentLanguage } from "@/i18n";
import { useMode } from "@/ui/mode";
import { themeFor } from "@/ui/theme";

interface Props {
  queries: QueryClient;
  router: ReturnType<typeof createBrowserRouter>;
}

/** Language, look, data and addresses: everything a page stands on. */
export function App({ queries, router }: Props) {
  useTranslation();
  const language = currentLanguage();
  const mode = useMode();
  const look = useMemo(() => themeFor(mode), [mode]);
  dayjs.locale(language === "zh" ? "zh-cn" : "en");
  return (
    // The key redraws every page in the new language; nothing is lost because state lives in the address.
    <ConfigProvider key={language} theme={look} locale={language === "zh" ? zhCN : enUS} button={{ autoInsertSpace: false }}>
      <AntApp>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </AntApp>
    </ConfigProvider>
  );
}
