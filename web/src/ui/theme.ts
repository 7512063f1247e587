import { theme, type ThemeConfig } from "antd";

export type Mode = "light" | "dark";

/** Calm teal-green; readable on white, on its own tint and as the ground of white text. */
export const BRAND_COLOUR = "#0a7461";

/** Chosen so that text keeps 4.5:1 on every ground it stands on; the defaults of Ant Design do not. */
const LIGHT = {
  colorPrimary: BRAND_COLOUR,
  colorLink: BRAND_COLOUR,
  colorInfo: BRAND_COLOUR,
  // The derived tints of a dark green are grey; these stay green.
  colorPrimaryBg: "#e8f5f1",
  colorPrimaryBgHover: "#d3ebe4",
  colorInfoBg: "#e8f5f1",
  colorInfoBorder: "#a8d8cb",
  colorBgLayout: "#f5f7f6",
  colorTextSecondary: "#4d5756",
  colorTextTertiary: "#5f6a68",
  colorTextDescription: "#5f6a68",
  colorTextPlaceholder: "#6d7775",
  colorSuccess: "#2b7a0b",
  colorSuccessBg: "#f1f9ec",
  colorSuccessBorder: "#bfe3a9",
  colorWarning: "#9a5b00",
  colorWarningBg: "#fff7e6",
  colorWarningBorder: "#f3d19c",
  colorError: "#c8161d",
  colorErrorBg: "#fff1f0",
  colorErrorBorder: "#f5b5b0",
};

const DARK = {
  colorPrimary: "#2bb099",
  colorLink: "#3dbfa8",
  colorInfo: "#2bb099",
  colorPrimaryBg: "#12302a",
  colorPrimaryBgHover: "#173d35",
  colorInfoBg: "#12302a",
  colorInfoBorder: "#1f5a4d",
  colorBgBase: "#111615",
  colorBgLayout: "#0d1110",
  colorBgContainer: "#181e1d",
  colorBgElevated: "#202827",
  colorTextTertiary: "#9aa6a3",
  colorTextDescription: "#9aa6a3",
  colorTextPlaceholder: "#8b9795",
  colorTextLightSolid: "#06231d",
};

const FONT =
  '-apple-system, BlinkMacSystemFont, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", ' +
  '"Noto Sans SC", "Segoe UI", "Helvetica Neue", Arial, sans-serif';

/** The only place where colours, radius, size and font of the console are chosen. */
export function themeFor(mode: Mode): ThemeConfig {
  const dark = mode === "dark";
  const motion = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches !== true;
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: { ...(dark ? DARK : LIGHT), borderRadius: 6, fontSize: 14, fontFamily: FONT, motion },
    components: {
      Layout: { headerBg: dark ? "#141918" : "#ffffff", siderBg: dark ? "#141918" : "#ffffff", headerPadding: "0 16px" },
      Menu: { itemBg: "transparent", subMenuItemBg: "transparent", activeBarBorderWidth: 0, itemHeight: 36, ...(dark ? { itemSelectedColor: "#5fd6bf" } : {}) },
      Table: { headerBg: "transparent", cellPaddingBlock: 12 },
      Card: { headerFontSize: 15 },
    },
  };
}
