// What a model adds for each value of a feature, with the customers who have it: one feature at a time.

import { figure } from "./charts.js";
import { card, fill, h } from "./dom.js";
import { number, percent, signed } from "./format.js";
import { shape } from "./quality.js";
import { classText, featureName, t } from "./texts.js";

/** A choice of target and feature, and the table of the chosen one. */
export function shapes(model) {
  const found = model.curves;
  const targets = ["churn", "value"].filter((target) => found?.[target]?.length);
  if (!targets.length)
    return card(t("shapes.title"), { id: "shapes" }, h("p", { class: "notice" }, t("model.not_in_bundle")));
  const place = h("div", { id: "shape" });
  const feature = h("select", { id: "shape-feature", onchange: () => draw() });
  const target = h(
    "select",
    {
      id: "shape-target",
      onchange: () => {
        list();
        draw();
      },
    },
    targets.map((name) => h("option", { value: name }, t(`model.targets.${name}`))),
  );
  const list = () =>
    fill(
      feature,
      found[target.value].map((one, i) => h("option", { value: one.feature }, `${i + 1}. ${featureName(one.feature)}`)),
    );
  const draw = () =>
    fill(
      place,
      one(
        found[target.value].find((each) => each.feature === feature.value),
        target.value,
      ),
    );
  list();
  draw();
  return card(
    t("shapes.title"),
    { id: "shapes", note: t("shapes.note", { pattern: classText("churn_pattern", found.pattern) }) },
    h(
      "div",
      { class: "picks" },
      h("label", {}, t("shapes.target"), target),
      h("label", {}, t("shapes.feature"), feature),
    ),
    place,
  );
}

function one(found, target) {
  const points = bins(found);
  const columns = [
    { head: t("shapes.value") },
    { head: t("model.effect"), number: true },
    { head: t("model.density"), number: true },
  ];
  const rows = points.map((point) => [point.name, signed(point.effect), percent(point.share, 1)]);
  const most = points.reduce((best, point) => (Math.abs(point.effect) > Math.abs(best.effect) ? point : best));
  const says = t(`shapes.says_${target}`, { value: most.name, effect: signed(most.effect) });
  const notes = found.shares === null ? [h("p", { class: "notice" }, t("shapes.no_density"))] : [];
  return [
    figure({
      title: featureName(found.feature),
      says,
      name: "shape-figure",
      height: 290,
      option: shape(points),
      columns,
      rows,
    }),
    ...notes,
  ];
}

/** The bins of a feature with names: upper ends, texts, and the missing value. */
function bins({ edges, effects, shares, levels }) {
  const name = (i) => {
    if (i === effects.length - 1) return t("shapes.missing");
    if (levels) return levels[i] ?? "…";
    if (!edges.length) return t("shapes.any");
    return i < edges.length ? `≤ ${short(edges[i])}` : `> ${short(edges.at(-1))}`;
  };
  return effects.map((effect, i) => ({ name: name(i), effect, share: shares ? shares[i] : null }));
}

const short = (value) => number(value, Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 1 : 3);
