import { BarChart, FunnelChart, HeatmapChart, LineChart, SankeyChart } from "echarts/charts";
import {
  AriaComponent, GridComponent, LegendComponent, MarkLineComponent, MarkPointComponent, TooltipComponent, VisualMapComponent,
} from "echarts/components";
import { init, registerTheme, use as addParts, type EChartsCoreOption, type EChartsType } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { chartTheme } from "./chart_theme";
import { useMode } from "./mode";

addParts([
  BarChart, FunnelChart, HeatmapChart, LineChart, SankeyChart, AriaComponent, GridComponent, LegendComponent,
  MarkLineComponent, MarkPointComponent, TooltipComponent, VisualMapComponent, CanvasRenderer,
]);
registerTheme("siyu-light", chartTheme("light"));
registerTheme("siyu-dark", chartTheme("dark"));

export type ChartOption = EChartsCoreOption;
export interface ChartClick {
  dataIndex: number;
  seriesIndex: number;
  name: string;
  data: unknown;
}

interface Props {
  option: ChartOption;
  /** Said to a screen reader, and the name of a downloaded picture. */
  label: string;
  height?: number;
  onClick?: (point: ChartClick) => void;
  onReady?: (chart: EChartsType) => void;
}

const still = () => globalThis.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** An ECharts canvas that follows its box, the light or dark mode and its option. */
export function EChart({ option, label, height = 280, onClick, onReady }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const mode = useMode();
  const handlers = useRef({ onClick, onReady });
  useEffect(() => {
    handlers.current = { onClick, onReady };
  });
  useEffect(() => {
    if (!box.current) return;
    const made = init(box.current, `siyu-${mode}`);
    chart.current = made;
    made.on("click", (point) => handlers.current.onClick?.(point as unknown as ChartClick));
    handlers.current.onReady?.(made);
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(box.current);
    return () => {
      watch.disconnect();
      made.dispose();
    };
  }, [mode]);
  useEffect(() => {
    chart.current?.setOption({ animation: !still(), animationDuration: 300, aria: { enabled: true }, ...option }, { notMerge: true });
  }, [option, mode]);
  return <div ref={box} role="img" aria-label={label} style={{ height, width: "100%" }} />;
}
