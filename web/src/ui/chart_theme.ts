import type { Mode } from "./theme";

/** At most six series; distinct for the three common kinds of colour blindness, led by the brand colour. */
export const SERIES = {
  light: ["#0a7461", "#d97706", "#4069b8", "#b5487a", "#6b9e1f", "#6d6d7a"],
  dark: ["#2fb79d", "#eda13b", "#7ea2e6", "#dd83ab", "#a3cc57", "#a9a9b8"],
} as const;

/** Heat from "few" to "many", one hue, readable in grey print. */
export const HEAT = {
  light: ["#eef6f4", "#bfe0d8", "#79bfae", "#2f9a83", "#0a6454"],
  dark: ["#1b2624", "#1f4a42", "#22786a", "#2fa78f", "#7fe0cb"],
} as const;

const INK = {
  light: { text: "#1f2a28", quiet: "#6b7775", line: "#e3e8e7", surface: "#ffffff" },
  dark: { text: "#e6ebea", quiet: "#97a3a1", line: "#2f3836", surface: "#1d2322" },
};

/** The only ECharts theme of the console. */
export function chartTheme(mode: Mode) {
  const ink = INK[mode];
  const axis = {
    axisLine: { lineStyle: { color: ink.line } },
    axisTick: { show: false },
    axisLabel: { color: ink.quiet, fontSize: 12 },
    splitLine: { lineStyle: { color: ink.line } },
    nameTextStyle: { color: ink.quiet },
  };
  return {
    color: [...SERIES[mode]],
    backgroundColor: "transparent",
    textStyle: { fontFamily: "inherit", color: ink.text },
    grid: { left: 8, right: 16, top: 32, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: { ...axis, axisLine: { show: false } },
    timeAxis: { ...axis, splitLine: { show: false } },
    legend: { textStyle: { color: ink.quiet }, itemWidth: 12, itemHeight: 8, right: 0, top: 0 },
    tooltip: {
      backgroundColor: ink.surface,
      borderColor: ink.line,
      textStyle: { color: ink.text, fontSize: 13 },
      extraCssText: "border-radius:6px;box-shadow:0 2px 8px rgb(0 0 0 / .12)",
    },
    line: { symbolSize: 6, lineStyle: { width: 2 }, smooth: false },
    bar: { itemStyle: { borderRadius: [3, 3, 0, 0] }, barMaxWidth: 36 },
    visualMap: { textStyle: { color: ink.quiet } },
    label: { color: ink.text },
  };
}
