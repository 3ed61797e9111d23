// What ECharts is told for each figure of a customer: gauge, waterfall, time line.

import { day, money, percent, sigmoid, signed } from "./format.js";

const TICKS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99];
const logit = (p) => Math.log(p / (1 - p));

/** A half circle of the bands, and a needle at the probability. */
export const gauge = (probability, cuts) => (colours) => {
  const ends = [...cuts, 1];
  const band = [colours.good, colours.fair, colours.poor];
  return {
    series: [
      {
        type: "gauge",
        startAngle: 180,
        endAngle: 0,
        min: 0,
        max: 1,
        center: ["50%", "78%"],
        radius: "125%",
        axisLine: { lineStyle: { width: 16, color: ends.map((end, i) => [end, band[Math.min(i, 2)]]) } },
        pointer: { length: "62%", width: 5, itemStyle: { color: colours.ink } },
        anchor: { show: true, size: 12, itemStyle: { color: colours.ink, borderWidth: 0 } },
        axisTick: { show: false },
        splitLine: { show: false },
        axisLabel: { show: false },
        detail: { show: false },
        title: { show: false },
        data: [{ value: probability }],
      },
    ],
  };
};

/** Bars from one running total to the next, the first and the last from the edge; the axis is told as probabilities. */
export const waterfall = (steps) => (colours, width) => {
  const names = Math.min(220, width * 0.36);
  const { least, most, shown } = range(steps, width - names - 26);
  const colour = (step) => (step.total ? colours.grey : step.to > step.from ? colours.up : colours.down);
  return {
    grid: { left: names + 12, right: 14, top: 6, bottom: 26 },
    tooltip: { trigger: "item", formatter: ({ dataIndex }) => told(steps[dataIndex]) },
    xAxis: {
      type: "value",
      min: least,
      max: most,
      splitLine: { show: false },
      axisLine: { show: true, lineStyle: { color: colours.line } },
      axisTick: { show: true, customValues: shown, lineStyle: { color: colours.line } },
      axisLabel: { customValues: shown, color: colours.soft, formatter: (value) => percent(sigmoid(value)) },
    },
    yAxis: {
      type: "category",
      inverse: true,
      data: steps.map((step) => step.name),
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: { color: colours.ink, width: names, overflow: "break", lineHeight: 15, margin: 10, interval: 0 },
    },
    series: [
      {
        type: "custom",
        encode: { x: [1, 2], y: 0 },
        data: steps.map((step, i) => [i, step.total ? least : step.from, step.to]),
        renderItem: (_, api) => bar(api, steps, colours, colour),
      },
    ],
  };
};

const LABEL = 46; // pixels that the number beside a bar takes

/** The ends of the axis, with room for numbers beside the bars, and those ticks that do not touch each other. */
function range(steps, pixels) {
  const ends = steps.flatMap((step) => (step.total ? [step.to] : [step.from, step.to]));
  const span = Math.max(0.6, Math.max(...ends) - Math.min(...ends));
  const room = (span * LABEL) / Math.max(80, pixels - 2 * LABEL);
  const [least, most] = [Math.min(...ends) - room, Math.max(...ends) + room];
  const shown = [];
  for (const tick of TICKS.map(logit)) {
    const isApart = !shown.length || ((tick - shown.at(-1)) / (most - least)) * pixels > LABEL;
    if (tick >= least && tick <= most && isApart) shown.push(tick);
  }
  return { least, most, shown };
}

function bar(api, steps, colours, colour) {
  const i = api.value(0);
  const step = steps[i];
  const [from, y] = api.coord([api.value(1), i]);
  const [to] = api.coord([api.value(2), i]);
  const thick = Math.min(20, api.size([0, 1])[1] * 0.62);
  const rising = to >= from;
  const shape = { x: Math.min(from, to), y: y - thick / 2, width: Math.max(1.5, Math.abs(to - from)), height: thick };
  const text = step.total ? percent(sigmoid(step.to)) : signed(step.to - step.from, 2);
  const children = [
    { type: "rect", shape, style: { fill: colour(step) } },
    {
      type: "text",
      style: {
        text,
        x: to + (rising ? 5 : -5),
        y,
        align: rising ? "left" : "right",
        verticalAlign: "middle",
        fill: colours.ink,
        fontSize: 12,
      },
    },
  ];
  if (i + 1 < steps.length) {
    const next = api.coord([0, i + 1])[1];
    children.push({
      type: "line",
      shape: { x1: to, y1: y, x2: to, y2: next },
      style: { stroke: colours.line, lineDash: [3, 3] },
    });
  }
  return { type: "group", children };
}

const told = (step) =>
  `${step.name}\n${step.total ? "" : `${signed(step.to - step.from)} → `}${percent(sigmoid(step.to), 1)}`;

/** Orders as dots as large as their amounts, the day of the answer, and the day on which the next one is due. */
export const timeline =
  ({ orders, today, expected, words, currency }) =>
  (colours, width) => {
    const largest = Math.max(1, ...orders.map((order) => Math.abs(order.amount ?? 0)));
    const size = ([, , amount]) => 6 + 14 * Math.sqrt(Math.abs(amount) / largest);
    const last = [today, expected].filter(Boolean).sort().at(-1);
    const first = orders[0]?.date ?? today;
    const spare = Math.max(5, ((Date.parse(last) - Date.parse(first)) / 86_400_000) * 0.06) * 86_400_000;
    const near =
      expected && Math.abs(Date.parse(expected) - Date.parse(today)) < (Date.parse(last) - Date.parse(first)) * 0.2;
    const mark = (xAxis, name, colour, distance) => ({
      xAxis,
      name,
      lineStyle: { color: colour, type: "solid", width: 1.5 },
      label: { formatter: name, color: colours.ink, position: "end", distance, fontSize: 12 },
    });
    const marks = [mark(today, words.today, colours.soft, 4)];
    if (expected) marks.push(mark(expected, words.expected, colours.accent, near ? 20 : 4));
    return {
      grid: { left: 14, right: 30, top: 42, bottom: 26 },
      tooltip: {
        formatter: ({ value }) => (Array.isArray(value) ? `${day(value[0])}\n${money(value[2], currency)}` : ""),
      },
      xAxis: {
        type: "time",
        min: Date.parse(first) - spare,
        max: Date.parse(last) + spare,
        splitNumber: width < 480 ? 3 : 5,
        axisLine: { lineStyle: { color: colours.line } },
        axisTick: { show: false },
        axisLabel: { color: colours.soft, hideOverlap: true, formatter: (value) => month(value) },
      },
      yAxis: { show: false, min: -1, max: 1 },
      series: [
        {
          type: "scatter",
          symbolSize: size,
          itemStyle: { color: colours.accent, opacity: 0.75 },
          data: orders.map((order) => [order.date, 0, order.amount ?? 0]),
          markLine: { symbol: "none", silent: true, data: marks },
        },
      ],
    };
  };

const month = (value) => new Date(value).toISOString().slice(0, 7);
