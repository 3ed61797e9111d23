// What ECharts is told for each figure of the segments and of the model.

import { money, number, percent, signed } from "./format.js";
import { t } from "./texts.js";

const plain = (colours) => ({
  axisLine: { lineStyle: { color: colours.line } },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: colours.line, opacity: 0.5 } },
});
const GRID = {
  left: 8,
  right: 16,
  top: 14,
  bottom: 30,
  containLabel: true,
  outerBoundsMode: "same",
  outerBoundsContain: "axisLabel",
};
const named = (name, colours) => ({
  name,
  nameLocation: "middle",
  nameGap: 26,
  nameTextStyle: { color: colours.soft },
});
const inPercent = (colours) => ({ color: colours.soft, formatter: (value) => percent(value) });

/** Bars of shares, the largest as it comes. */
export const shares = (found) => (colours, width) => ({
  grid: { ...GRID, bottom: 8, right: 60 },
  xAxis: { type: "value", show: false },
  yAxis: {
    type: "category",
    inverse: true,
    data: found.map(([name]) => name),
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: colours.ink, width: width * 0.4, overflow: "break" },
  },
  series: [
    {
      type: "bar",
      barMaxWidth: 22,
      data: found.map(([, share]) => share),
      itemStyle: { color: colours.accent },
      label: { show: true, position: "right", color: colours.ink, formatter: ({ value }) => percent(value, 1) },
    },
  ],
});

/** Points (x, y) with whiskers from low to high, beside the line on which they would be perfect. */
export const calibration = (found) => (colours) => {
  const most = Math.max(...found.map((one) => Math.max(one.probability, one.high ?? one.value)));
  const top = Math.min(1, Math.ceil(most * 5) / 5); // at a tick, or the label of the end lies upon the one before
  return {
    grid: GRID,
    tooltip: {
      formatter: ({ dataIndex, seriesType }) =>
        seriesType === "line"
          ? ""
          : `${percent(found[dataIndex].probability, 1)} → ${percent(found[dataIndex].value, 1)}`,
    },
    xAxis: {
      type: "value",
      min: 0,
      max: top,
      ...plain(colours),
      axisLabel: inPercent(colours),
      ...named(t("model.said"), colours),
    },
    yAxis: { type: "value", min: 0, max: top, ...plain(colours), axisLabel: inPercent(colours) },
    series: [
      {
        type: "line",
        data: [
          [0, 0],
          [top, top],
        ],
        symbol: "none",
        lineStyle: { color: colours.grey, type: "dashed", width: 1 },
        silent: true,
      },
      {
        type: "custom",
        data: found.map((one) => [one.probability, one.low ?? one.value, one.high ?? one.value]),
        silent: true,
        renderItem: (_, api) => whisker(api, colours),
      },
      {
        type: "scatter",
        symbolSize: 9,
        itemStyle: { color: colours.accent },
        data: found.map((one) => [one.probability, one.value]),
      },
    ],
  };
};

function whisker(api, colours) {
  const [x, y1] = api.coord([api.value(0), api.value(1)]);
  const [, y2] = api.coord([api.value(0), api.value(2)]);
  return {
    type: "line",
    shape: { x1: x, y1, x2: x, y2 },
    style: { stroke: colours.accent, lineWidth: 2, opacity: 0.5 },
  };
}

/** The share of those who left that is found among the customers of highest risk. */
export const gain = (found) => (colours) => ({
  grid: GRID,
  tooltip: { trigger: "axis", formatter: ([one]) => `${percent(one.value[0])} → ${percent(one.value[1], 1)}` },
  xAxis: {
    type: "value",
    min: 0,
    max: 1,
    ...plain(colours),
    axisLabel: inPercent(colours),
    ...named(t("model.contacted"), colours),
  },
  yAxis: { type: "value", min: 0, max: 1, ...plain(colours), axisLabel: inPercent(colours) },
  series: [
    {
      type: "line",
      symbolSize: 6,
      lineStyle: { color: colours.accent, width: 2 },
      itemStyle: { color: colours.accent },
      data: found.map((one) => [one.share, one.value]),
    },
    {
      type: "line",
      data: [
        [0, 0],
        [1, 1],
      ],
      symbol: "none",
      silent: true,
      lineStyle: { color: colours.grey, type: "dashed", width: 1 },
    },
  ],
});

/** Two bars side by side: what was said and what came. */
export const pairs =
  (found, write, axis = write) =>
  (colours) => ({
    grid: { ...GRID, bottom: 6 },
    tooltip: {
      trigger: "axis",
      formatter: (points) =>
        [points[0].name, ...points.map((one) => `${one.seriesName} ${write(one.value)}`)].join("\n"),
    },
    xAxis: {
      type: "category",
      data: found.map((one) => one.name),
      ...plain(colours),
      axisLabel: { color: colours.soft, hideOverlap: true },
    },
    yAxis: { type: "value", ...plain(colours), axisLabel: { color: colours.soft, formatter: axis } },
    series: [
      ["expected", colours.grey],
      ["actual", colours.accent],
    ].map(([key, color]) => ({
      type: "bar",
      name: t(`model.${key}`),
      barMaxWidth: 26,
      barGap: "10%",
      itemStyle: { color },
      data: found.map((one) => one[key]),
    })),
  });

/** What each value of a feature adds, and below it how many customers have it. */
export const shape = (points) => (colours) => {
  const names = points.map((one) => one.name);
  const isKnown = points.some((one) => one.share !== null);
  const effects = { left: 54, right: 14, top: 12, height: isKnown ? 150 : 200 };
  const bottom = { color: colours.soft, hideOverlap: true, rotate: 38, width: 84, overflow: "truncate" };
  return {
    grid: [effects, { left: 54, right: 14, top: 176, height: 44 }],
    tooltip: {
      trigger: "axis",
      axisPointer: { link: [{ xAxisIndex: "all" }] },
      formatter: ([one]) => {
        const point = points[one.dataIndex];
        return [
          point.name,
          `${t("model.effect")} ${signed(point.effect)}`,
          ...(isKnown ? [`${t("model.density")} ${percent(point.share, 1)}`] : []),
        ].join("\n");
      },
    },
    axisPointer: { link: [{ xAxisIndex: "all" }] },
    xAxis: [
      { type: "category", data: names, ...plain(colours), axisLabel: isKnown ? { show: false } : bottom },
      { type: "category", gridIndex: 1, data: names, ...plain(colours), axisLabel: bottom, show: isKnown },
    ],
    yAxis: [
      {
        type: "value",
        ...plain(colours),
        axisLabel: { color: colours.soft, formatter: (value) => signed(value, 1) },
      },
      {
        type: "value",
        gridIndex: 1,
        splitNumber: 2,
        ...plain(colours),
        axisLabel: inPercent(colours),
        show: isKnown,
      },
    ],
    series: [
      {
        type: "bar",
        barCategoryGap: "8%",
        data: points.map((one) => ({
          value: one.effect,
          itemStyle: { color: one.effect > 0 ? colours.up : colours.down },
        })),
      },
      {
        type: "bar",
        xAxisIndex: 1,
        yAxisIndex: 1,
        barCategoryGap: "8%",
        itemStyle: { color: colours.grey },
        data: isKnown ? points.map((one) => one.share) : [],
      },
    ],
  };
};

export const asMoney = (currency) => (value) => money(value, currency);
export const asPercent = (value) => percent(value, 1);
export const plainly = (value) => number(value, 0);
export const inWhole = (value) => percent(value);
