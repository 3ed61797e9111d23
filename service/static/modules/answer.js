// One answer, from the headline to what is missing: start reading at `shown`.

import { actions } from "./actions.js";
import { churn } from "./churn.js";
import { dimensions } from "./dimensions.js";
import { card, h } from "./dom.js";
import { day, money, number, percent } from "./format.js";
import { nextPurchase } from "./purchases.js";
import { classText, inputName, label, t, tagText } from "./texts.js";

/** All parts of an answer to a payload. `model`: what GET /model says, or null. */
export function shown(payload, answer, model) {
  return [
    headline(answer),
    warnings(answer),
    churn(answer, model),
    actions(answer),
    nextPurchase(payload, answer),
    dimensions(answer),
    inputs(answer),
  ];
}

function headline(answer) {
  const { segment, value, churn: risk, lifecycle, rfm } = answer;
  return h(
    "section",
    { class: "card headline", id: "headline", "aria-labelledby": "headline-heading" },
    h("h2", { id: "headline-heading" }, h("span", { class: "mono" }, answer.customer_id)),
    h("p", { class: "hint" }, t("headline.about", { day: day(answer.as_of), bundle: answer.bundle })),
    h(
      "div",
      { class: "tiles" },
      tile("segment", t("headline.segment"), segment.name ?? t("unknown"), segmentNote(segment)),
      tile(
        "tier",
        t("headline.tier"),
        value.tier ? classText("value_tier", value.tier) : t("unknown"),
        valueNote(value, answer.currency),
      ),
      tile(
        "band",
        t("headline.churn"),
        risk.band ? classText("churn_band", risk.band) : classText("churn_state", risk.state),
        riskNote(risk),
        risk.band,
      ),
      tile(
        "stage",
        t("headline.stage"),
        lifecycle.stage ? classText("lifecycle_stage", lifecycle.stage) : t("unknown"),
        stageNote(lifecycle, rfm),
      ),
    ),
    h(
      "details",
      {},
      h("summary", {}, t("headline.tags", { count: number(answer.tags.length) })),
      h(
        "ul",
        { class: "tags" },
        answer.tags.map((tag) => h("li", { title: tag }, tagText(tag))),
      ),
    ),
  );
}

const tile = (id, name, value, note, state) =>
  h(
    "div",
    { class: "tile", id, "data-state": state },
    h("p", { class: "name" }, name),
    h("p", { class: "value" }, value),
    h("p", { class: "hint" }, note),
  );

const segmentNote = (segment) =>
  segment.runner_up
    ? t("headline.segment_note", {
        confidence: percent(segment.confidence),
        other: label("segment_names", segment.runner_up),
      })
    : basis(segment.basis);

const basis = (code) => classText("basis", code);

function valueNote(value, currency) {
  if (value.expected_value === null) return basis(value.basis);
  const blanks = { value: money(value.expected_value, currency), days: number(value.horizon_days) };
  if (!value.interval) return t("headline.value_note", blanks);
  const [low, high] = value.interval.map((end) => money(end, currency));
  return t("headline.value_interval", { ...blanks, low, high });
}

const riskNote = (risk) =>
  risk.probability === null
    ? basis(risk.basis)
    : t("headline.churn_note", { probability: percent(risk.probability), days: number(risk.horizon_days) });

function stageNote(lifecycle, rfm) {
  const parts = [
    lifecycle.since ? t("headline.since", { day: day(lifecycle.since) }) : null,
    rfm.group ? `RFM\u00a0${rfm.code} · ${classText("rfm_group", rfm.group)}` : null,
  ];
  return parts.filter(Boolean).join(" · ");
}

function warnings(answer) {
  if (!answer.warnings.length) return null;
  return h(
    "section",
    { class: "card notice", id: "warnings", "aria-labelledby": "warnings-heading" },
    h("h2", { id: "warnings-heading" }, t("warnings")),
    h(
      "ul",
      {},
      answer.warnings.map((one) => h("li", { "data-code": one.code }, one.text)),
    ),
  );
}

function inputs(answer) {
  const listed = (name, paths) =>
    h(
      "div",
      {},
      h("h3", {}, t(`inputs.${name}`)),
      paths.length
        ? h(
            "ul",
            { class: "tags", id: `inputs-${name}` },
            paths.map((path) => h("li", { title: path }, inputName(path))),
          )
        : h("p", { class: "hint" }, t("inputs.none")),
    );
  return card(
    t("inputs.title"),
    { id: "inputs" },
    h("div", { class: "halves" }, listed("missing", answer.inputs_missing), listed("unused", answer.inputs_unused)),
  );
}
