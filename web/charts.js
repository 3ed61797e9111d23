// What the page draws with: of Apache ECharts only this. esbuild packs it into service/static/vendor/charts.js.
// SVG, since its texts stay sharp, can be printed, and need no style attributes, which the page's policy forbids.
import { BarChart, CustomChart, GaugeChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([
  BarChart,
  CustomChart,
  GaugeChart,
  LineChart,
  ScatterChart,
  GridComponent,
  MarkLineComponent,
  TooltipComponent,
  SVGRenderer,
]);

export { init };
