// The risk: gauge, the reasons from the baseline to the score, and what would change it.

import { figure } from "./charts.js";
import { card, h } from "./dom.js";
import { gauge, waterfall } from "./drawings.js";
import { fixed, number, percent, sigmoid, signed } from "./format.js";
import { classText, featureName, t } from "./texts.js";

const CUTS = [0.5, 0.75]; // Braze's, as in scoring/definitions.toml: of a bundle that does not name its own

/** The risk of an answer; a customer without one is told why. */
export function churn(answer, model) {
  const risk = answer.churn;
  if (risk.score === null) {
    const state = classText("churn_state", risk.state);
    const says = risk.band
      ? t("churn.none", { state, band: classText("churn_band", risk.band) })
      : t("churn.no_band", { state });
    return card(t("churn.title"), { id: "churn" }, h("p", {}, says));
  }
  return card(
    t("churn.title"),
    { id: "churn" },
    h("div", { class: "risk" }, dial(risk, model), falls(risk)),
    change(risk),
  );
}

function dial(risk, model) {
  const cuts = model?.card?.bands?.cuts ?? CUTS;
  const says = t("churn.gauge_says", {
    probability: percent(risk.probability, 1),
    band: classText("churn_band", risk.band),
    days: number(risk.horizon_days),
  });
  const ends = [0, ...cuts, 1];
  const names = ["low", "medium", "high"];
  const rows = names.map((name, i) => [classText("churn_band", name), `${percent(ends[i])} – ${percent(ends[i + 1])}`]);
  const below = [
    h(
      "p",
      { class: "big", "data-state": risk.band },
      h("span", { id: "probability" }, percent(risk.probability)),
      " ",
      h("small", {}, classText("churn_band", risk.band)),
    ),
    h(
      "p",
      { class: "hint" },
      [
        risk.percentile === null ? null : t("churn.percentile", { percentile: number(risk.percentile, 0) }),
        bandsOf(risk, model),
        risk.overdue_ratio === null ? null : t("churn.overdue", { ratio: number(risk.overdue_ratio, 1) }),
        `${classText("churn_method", risk.method)} · ${risk.pattern ? classText("churn_pattern", risk.pattern) : "–"}`,
      ]
        .filter(Boolean)
        .map((line) => h("span", { class: "line" }, line)),
    ),
  ];
  const columns = [{ head: t("churn.band") }, { head: t("churn.range"), number: true }];
  const option = gauge(risk.probability, cuts);
  return h(
    "div",
    { class: "dial" },
    figure({ title: t("churn.gauge"), says, name: "gauge", height: 130, option, columns, rows, below }),
  );
}

/** How the bands are cut, by share or by probability, as the bundle says; null where a rule gave the band. */
function bandsOf(risk, model) {
  const bands = model?.card?.bands;
  if (!bands || risk.method === "rule") return null;
  if (!bands.shares.length) {
    const [medium, high] = bands.cuts.map((cut) => percent(cut));
    return t("churn.band_cuts", { medium, high });
  }
  const [first, second] = bands.shares;
  const blanks = { low: percent(first), medium: percent(second - first), high: percent(1 - second) };
  return t("churn.band_shares", blanks);
}

/** From the baseline over each reason and all else to the score; `from` and `to` are running totals in log-odds. */
export function steps(risk) {
  const parts = [
    ...risk.reasons.map((one) => ({ name: featureName(one.feature), text: one.text, effect: one.effect })),
    { name: t("churn.other"), text: t("churn.other_text"), effect: risk.other_effect },
  ];
  const found = [
    { name: t("churn.baseline"), text: t("churn.baseline_text"), from: 0, to: risk.baseline_score, total: true },
  ];
  let at = risk.baseline_score;
  for (const { effect, ...part } of parts) {
    found.push({ ...part, effect, from: at, to: at + effect });
    at += effect;
  }
  return [...found, { name: t("churn.score"), text: t("churn.score_text"), from: 0, to: risk.score, total: true }];
}

function falls(risk) {
  const all = steps(risk);
  const columns = [
    { head: t("churn.reason") },
    { head: t("churn.effect"), number: true },
    { head: t("churn.probability"), number: true },
  ];
  const rows = all.map((step) => [
    step.text,
    step.total
      ? h("span", { "data-total": step.to }, fixed(step.to))
      : h("span", { class: step.effect > 0 ? "raises" : "lowers", "data-effect": step.effect }, signed(step.effect)),
    percent(sigmoid(step.to), 1),
  ]);
  const says = t("churn.waterfall_says", {
    start: percent(sigmoid(risk.baseline_score), 1),
    end: percent(risk.probability, 1),
  });
  return h(
    "div",
    { class: "falls" },
    figure({
      title: t("churn.waterfall"),
      says,
      name: "waterfall",
      height: 46 + (innerWidth < 480 ? 46 : 34) * all.length,
      option: waterfall(all),
      columns,
      rows,
      open: true,
    }),
  );
}

function change(risk) {
  const found = risk.what_would_change;
  return h(
    "div",
    { id: "change" },
    h("h3", {}, t("churn.change")),
    found.length
      ? h(
          "ul",
          {},
          found.map((one) => h("li", {}, one.text)),
        )
      : h("p", { class: "hint" }, t(risk.band === "low" ? "churn.change_low" : "churn.change_none")),
  );
}
