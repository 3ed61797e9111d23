// Figures: a drawing by ECharts where it is there, and always the same numbers as a table.

import { fill, h, table } from "./dom.js";
import { t } from "./texts.js";

const isOn = document.documentElement.dataset.charts === "on";
const drawn = new Set();
let library = null;

/** The colours of now, from the style sheet: light and dark are one drawing. */
function tokens() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(`--${name}`).trim();
  const names = ["ink", "soft", "line", "surface", "accent", "up", "down", "grey", "good", "fair", "poor"];
  return { ...Object.fromEntries(names.map((name) => [name, of(name)])), font: style.fontFamily };
}

function draw(one) {
  const colours = tokens();
  const text = { color: colours.soft, fontFamily: colours.font, fontSize: 12 };
  const tooltip = {
    renderMode: "richText",
    confine: true,
    backgroundColor: colours.surface,
    borderColor: colours.line,
    textStyle: { ...text, color: colours.ink },
  };
  const option = one.option(colours, one.place.clientWidth);
  one.chart.setOption(
    { animation: false, textStyle: text, ...option, tooltip: { ...tooltip, ...option.tooltip } },
    true,
  );
}

const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const one = [...drawn].find((each) => each.place === target);
    if (!one) continue;
    if (!target.isConnected) forget(one);
    else if (target.clientWidth && target.clientWidth !== one.width) {
      one.width = target.clientWidth;
      one.chart.resize();
      draw(one);
    }
  }
});

function forget(one) {
  one.chart.dispose();
  drawn.delete(one);
  sizes.unobserve(one.place);
}

/** Draws everything again: the colours or the language have changed. */
export function redraw() {
  for (const one of [...drawn]) {
    if (one.place.isConnected) draw(one);
    else forget(one);
  }
}

async function mount(place, option) {
  library ??= import(new URL("../vendor/charts.js", import.meta.url).href);
  const { init } = await library;
  if (!place.isConnected) return;
  place.replaceChildren();
  const one = { place, option, chart: init(place, null, { renderer: "svg" }), width: place.clientWidth };
  drawn.add(one);
  draw(one);
  sizes.observe(place);
}

/**
 * A figure. `says`: the drawing in a sentence; `option`: (colours, width) => what ECharts takes; `height` in pixels;
 * `columns`, `rows`: the numbers. `open`: the table stands openly below the drawing and is not folded away; `below`
 * stands between the two.
 */
export function figure({ title, says, option, height = 240, columns, rows, open = false, name, below }) {
  const numbers = table(columns, rows, { caption: title ?? says, id: name ? `${name}-table` : undefined });
  const caption = h("figcaption", {}, title ? h("strong", {}, title) : null, h("span", { class: "hint" }, says));
  if (!isOn) return h("figure", { id: name }, caption, below, numbers);
  const place = h("div", { class: "chart", role: "img", "aria-label": [title, says].filter(Boolean).join(". ") });
  place.style.height = `${height}px`;
  const made = h("figure", { id: name }, caption, place, below, open ? numbers : folded(numbers));
  whenSeen(place, () => mount(place, option).catch(() => fill(place, h("p", { class: "notice" }, t("charts_off")))));
  return made;
}

const folded = (numbers) => h("details", {}, h("summary", {}, t("as_table")), numbers);

const waiting = new WeakMap();
const seen = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      waiting.get(target)?.();
    }
  },
  { rootMargin: "400px" },
);

/** Once the place is near the window: what nobody looks at is not drawn. */
function whenSeen(place, then) {
  waiting.set(place, then);
  seen.observe(place);
}

/** The page is printed whole, so all is drawn before. */
addEventListener("beforeprint", () => {
  for (const place of document.querySelectorAll(".chart:empty")) waiting.get(place)?.();
});
