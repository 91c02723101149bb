// What the site's charts are drawn with, and no more of the library.
import * as echarts from "echarts/core";
import { BarChart, HeatmapChart, LineChart, ScatterChart, CustomChart } from "echarts/charts";
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import { SVGRenderer } from "echarts/renderers";
import russian from "echarts/lib/i18n/langRU.js";

echarts.use([
  AriaComponent,
  BarChart,
  CustomChart,
  GridComponent,
  HeatmapChart,
  LegendComponent,
  LineChart,
  MarkLineComponent,
  ScatterChart,
  SVGRenderer,
  TooltipComponent,
  VisualMapComponent,
]);
echarts.registerLocale("RU", russian);

export const init = echarts.init;
