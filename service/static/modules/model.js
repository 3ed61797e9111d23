// How good the bundle was on outcomes it had not seen, and what its models learned.

import { figure } from "./charts.js";
import { at, card, fill, h, table, terms } from "./dom.js";
import { day, fixed, number, percent, signedPercent } from "./format.js";
import { asMoney, asPercent, calibration, gain, inWhole, pairs, plainly } from "./quality.js";
import { shapes } from "./shapes.js";
import { chosen, classText, t } from "./texts.js";

const FIGURES = ["auc", "average_precision", "lift_10", "lift_20", "brier", "log_loss", "ece", "calibration_slope"];
const VALUES = ["gini", "coverage", "bias"];
const WRITE = { coverage: (value) => percent(value, 1), bias: signedPercent };

/** Shows what GET /model said. */
export function show(model) {
  const { card: said } = model;
  fill(
    at("model-body"),
    facts(model),
    churnCurves(said),
    valueCurves(said, model.currency),
    levels(said, model.currency),
    figures("churn", FIGURES, said),
    figures("value", VALUES, said),
    shapes(model),
  );
}

function facts(model) {
  const verdict = model.verdict?.text?.[chosen()];
  return card(
    t("model.facts"),
    { id: "facts" },
    verdict
      ? h("p", { class: "verdict", "data-verdict": model.verdict.code }, verdict)
      : h("p", { class: "hint" }, t("model.no_verdict")),
    model.demo ? h("p", { class: "notice" }, t("model.demo")) : null,
    terms(
      [
        [t("model.bundle"), h("span", { class: "mono" }, model.bundle)],
        [t("model.as_of"), day(model.as_of)],
        [t("model.method"), classText("churn_method", model.method)],
        [t("model.mode"), t(`model.modes.${model.mode}`)],
        [t("model.horizon"), model.horizon_days === null ? null : t("days", { days: number(model.horizon_days) })],
        [
          t("model.value_horizon"),
          model.value_horizon_days === null ? null : t("days", { days: number(model.value_horizon_days) }),
        ],
        [t("model.test"), model.card.churn_cutoffs ? day(model.card.churn_cutoffs.test) : null],
        [t("model.currency"), model.currency],
      ],
      { class: "facts" },
    ),
  );
}

const absent = (title, id) => card(title, { id }, h("p", { class: "notice" }, t("model.not_in_bundle")));

function churnCurves(said) {
  const found = said.curves?.churn;
  if (!found) return absent(t("model.churn_curves"), "churn-curves");
  const between = (one) => (one.low === null ? "–" : `${percent(one.low, 1)} – ${percent(one.high, 1)}`);
  const tenth = found.gain.find((one) => Math.abs(one.share - 0.1) < 1e-9) ?? found.gain[1];
  return card(
    t("model.churn_curves"),
    { id: "churn-curves", note: t("model.churn_note") },
    h(
      "div",
      { class: "halves" },
      figure({
        title: t("model.calibration"),
        says: t("model.calibration_says"),
        name: "calibration",
        option: calibration(found.calibration),
        height: 280,
        columns: [
          { head: t("model.tenth"), number: true },
          { head: t("model.said"), number: true },
          { head: t("model.came"), number: true },
          { head: t("model.interval"), number: true },
        ],
        rows: found.calibration.map((one) => [
          number(one.tenth),
          percent(one.probability, 1),
          percent(one.value, 1),
          between(one),
        ]),
      }),
      figure({
        title: t("model.gain"),
        says: t("model.gain_says", { share: percent(tenth.share), found: percent(tenth.value) }),
        name: "gain",
        option: gain(found.gain),
        height: 280,
        columns: [
          { head: t("model.contacted"), number: true },
          { head: t("model.found"), number: true },
          { head: t("model.lift"), number: true },
        ],
        rows: found.gain.map((one) => [
          percent(one.share),
          percent(one.value, 1),
          one.share ? number(one.value / one.share) : "–",
        ]),
      }),
      bands(found.bands),
    ),
  );
}

function bands(found) {
  const rows = found.map((one) => [
    classText("churn_band", one.band),
    percent(one.share, 1),
    percent(one.probability, 1),
    percent(one.value, 1),
  ]);
  const columns = [
    { head: t("churn.band") },
    { head: t("segments.share"), number: true },
    { head: t("model.said"), number: true },
    { head: t("model.came"), number: true },
  ];
  const both = found.map((one) => ({
    name: classText("churn_band", one.band),
    expected: one.probability,
    actual: one.value,
  }));
  return figure({
    title: t("model.bands"),
    says: t("model.pairs_says"),
    name: "bands",
    option: pairs(both, asPercent, inWhole),
    columns,
    rows,
  });
}

function valueCurves(said, currency) {
  const found = said.curves?.value;
  if (!found) return absent(t("model.value_curves"), "value-curves");
  const write = asMoney(currency);
  const columns = [
    { head: t("model.value_tenth"), number: true },
    { head: t("model.expected"), number: true },
    { head: t("model.actual"), number: true },
  ];
  const rows = found.deciles.map((one) => [number(one.tenth), write(one.expected), write(one.value)]);
  const both = found.deciles.map((one) => ({ name: number(one.tenth), expected: one.expected, actual: one.value }));
  return card(
    t("model.value_curves"),
    { id: "value-curves", note: t("model.value_note") },
    figure({
      title: t("model.deciles"),
      says: t("model.deciles_says"),
      name: "deciles",
      option: pairs(both, write, plainly),
      columns,
      rows,
    }),
  );
}

function levels(said, currency) {
  const found = said.level ?? [];
  if (!found.length) return absent(t("model.level"), "level");
  const write = { churn: asPercent, value: asMoney(currency) };
  const columns = [
    { head: t("model.cutoff") },
    { head: t("model.target") },
    { head: t("model.rows"), number: true },
    { head: t("model.expected"), number: true },
    { head: t("model.actual"), number: true },
    { head: t("model.error"), number: true },
  ];
  const rows = found.map((one) => [
    day(one.cutoff),
    t(`model.targets.${one.target}`),
    number(one.rows),
    write[one.target](one.expected),
    write[one.target](one.actual),
    signedPercent(one.error?.value),
  ]);
  const drawn = ["churn", "value"]
    .map((target) => [target, found.filter((one) => one.target === target)])
    .filter(([, some]) => some.length);
  return card(
    t("model.level"),
    { id: "level", note: t("model.level_note") },
    h(
      "div",
      { class: "halves" },
      drawn.map(([target, some]) =>
        figure({
          title: t(`model.targets.${target}`),
          says: t("model.pairs_says"),
          name: `level-${target}`,
          height: 200,
          option: pairs(
            some.map((one) => ({ name: day(one.cutoff), expected: one.expected, actual: one.actual })),
            write[target],
            target === "churn" ? inWhole : plainly,
          ),
          columns,
          rows: rows.filter((_, i) => found[i].target === target),
        }),
      ),
    ),
  );
}

function figures(target, names, said) {
  const found = said.figures?.[target];
  if (!found) return absent(t(`model.figures_${target}`), `figures-${target}`);
  const shown = names.filter((name) => Object.values(found.models).some((one) => one[name]));
  const columns = [{ head: t("model.by") }, ...shown.map((name) => ({ head: t(`figures.${name}`), number: true }))];
  const cell = (name, one) => {
    if (one === undefined || one.value === null) return "–";
    const write = WRITE[name] ?? fixed;
    return [write(one.value), h("small", { class: "interval" }, `${write(one.low)} – ${write(one.high)}`)];
  };
  const rows = Object.entries(found.models).map(([model, one]) => [
    by(model),
    ...shown.map((name) => cell(name, one[name])),
  ]);
  return card(
    t(`model.figures_${target}`),
    { id: `figures-${target}`, note: t("model.figures_note") },
    table(columns, rows, { caption: t(`model.figures_${target}`) }),
  );
}

const BASELINES = new Set(["recency_alone", "logistic_rfm", "bg_nbd", "pareto_nbd"]);
const by = (name) => (BASELINES.has(name) ? t(`baselines.${name}`) : classText("churn_pattern", name));
