// The catalogue: segments with persona and share, and the classes of every dimension.

import { asked } from "./api.js";
import { figure } from "./charts.js";
import { at, card, fill, h, table, terms } from "./dom.js";
import { fixed, money, number, percent } from "./format.js";
import { shares } from "./quality.js";
import { chosen, t } from "./texts.js";

/** Asks for the catalogue and shows it. Raises Refusal. */
export async function show(model) {
  const found = await asked("segments", { language: chosen() });
  const currency = model?.currency ?? "CNY";
  fill(
    at("segments-body"),
    h(
      "p",
      { class: "hint" },
      t("segments.about", { features: found.features.map((one) => one.name).join(t("comma")) }),
    ),
    found.segments.length ? overview(found.segments, currency) : h("p", { class: "notice" }, t("segments.none")),
    h(
      "div",
      { class: "personas" },
      found.segments.map((one) => persona(one, found.segments, currency)),
    ),
    card(
      t("segments.dimensions"),
      { id: "classes", note: t("segments.dimensions_note") },
      found.dimensions.map(dimension),
    ),
  );
}

function overview(found, currency) {
  const columns = [
    { head: t("segments.name") },
    { head: t("segments.share"), number: true },
    { head: t("segments.size"), number: true },
    { head: t("segments.churn"), number: true },
    { head: t("segments.value"), number: true },
  ];
  const rows = found.map((one) => [
    one.name,
    percent(one.share, 1),
    number(one.size),
    churn(one, found),
    money(one.value, currency),
  ]);
  const says = t("segments.overview_says", {
    count: number(found.length),
    name: found[0].name,
    share: percent(found[0].share, 1),
  });
  return card(
    t("segments.overview"),
    { id: "overview" },
    figure({
      title: t("segments.shares"),
      says,
      name: "segment-shares",
      height: 30 + 44 * found.length,
      columns,
      rows,
      open: true,
      option: shares(found.map((one) => [one.name, one.share])),
    }),
  );
}

/** The mean churn of a segment; where others have one, it has none because nobody in it is still to be lost. */
function churn(one, all) {
  const isForeseen = all.some((each) => each.churn !== null);
  return one.churn === null && isForeseen ? t("segments.no_churn") : percent(one.churn, 1);
}

function persona(one, all, currency) {
  return h(
    "article",
    { class: "card persona", "data-code": one.code },
    h("h2", {}, one.name),
    h("p", {}, one.persona),
    terms(
      [
        [t("segments.share"), `${percent(one.share, 1)} · ${t("segments.customers", { count: number(one.size) })}`],
        [t("segments.churn"), churn(one, all)],
        [t("segments.value"), money(one.value, currency)],
        [t("segments.rule"), t("segments.rule_text", { rule: one.rule.text, fidelity: percent(one.rule.fidelity) })],
        [t("segments.needs"), one.needs_text],
        [t("segments.sources"), one.sources.map((source) => source.name).join(t("comma"))],
        [t("segments.stability"), fixed(one.stability, 2)],
      ],
      { class: "rows" },
    ),
  );
}

function dimension(one) {
  const columns = [{ head: t("segments.class") }, { head: t("segments.share"), number: true }];
  const rows = one.classes.map((each) => [each.name ?? each.code, percent(each.share, 1)]);
  const known = one.known === null || one.known === undefined ? "" : t("segments.known", { share: percent(one.known) });
  return h(
    "details",
    { "data-dimension": one.dimension },
    h("summary", {}, one.name, " ", h("small", {}, known)),
    h("p", {}, one.definition),
    table(columns, rows, { caption: one.name }),
  );
}
