import { theme, type ThemeConfig } from "antd";

export type Mode = "light" | "dark";

/** Calm teal-green; 5:1 against white so that text on it and links in it are readable. */
export const BRAND_COLOUR = "#0b7f6b";
const BRAND_COLOUR_DARK = "#21a38b";

const FONT =
  '-apple-system, BlinkMacSystemFont, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", ' +
  '"Noto Sans SC", "Segoe UI", "Helvetica Neue", Arial, sans-serif';

/** The only place where colours, radius, size and font of the console are chosen. */
export function themeFor(mode: Mode): ThemeConfig {
  const dark = mode === "dark";
  const primary = dark ? BRAND_COLOUR_DARK : BRAND_COLOUR;
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: primary,
      colorLink: primary,
      colorInfo: primary,
      // The derived tints of a dark green are grey; these stay green.
      colorPrimaryBg: dark ? "#12302a" : "#e6f4f0",
      colorPrimaryBgHover: dark ? "#173d35" : "#d3ebe4",
      colorInfoBg: dark ? "#12302a" : "#e6f4f0",
      colorInfoBorder: dark ? "#1f5a4d" : "#a8d8cb",
      ...(dark ? { colorBgBase: "#111615" } : {}),
      colorBgLayout: dark ? "#0d1110" : "#f5f7f6",
      ...(dark ? { colorBgContainer: "#181e1d", colorBgElevated: "#202827" } : {}),
      borderRadius: 6,
      fontSize: 14,
      fontFamily: FONT,
    },
    components: {
      Layout: { headerBg: dark ? "#141918" : "#ffffff", siderBg: dark ? "#141918" : "#ffffff", headerPadding: "0 16px" },
      Menu: { itemBg: "transparent", subMenuItemBg: "transparent", activeBarBorderWidth: 0, itemHeight: 36 },
      Table: { headerBg: "transparent", cellPaddingBlock: 12 },
      Card: { headerFontSize: 15 },
    },
  };
}
