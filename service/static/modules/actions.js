// What to do, by whom, until when, what it costs and what it is expected to bring.

import { Refusal, asked } from "./api.js";
import { card, h, terms } from "./dom.js";
import { day, money, number } from "./format.js";
import { dimensionName, fieldName, label, t } from "./texts.js";

let families = null;

/** Which family each action is of, once, as the catalogue has it: an answer does not say. Refused, it is left unsaid. */
export async function learnFamilies() {
  if (families) return;
  families = new Map();
  try {
    for (const one of (await asked("actions")).actions) families.set(one.code, one.family);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

/** The actions of an answer, best first, and their sums. */
export function actions(answer) {
  const found = answer.actions;
  return card(
    t("actions.title"),
    { id: "actions" },
    found.length
      ? h(
          "ol",
          { class: "actions" },
          found.map((one) => action(one, answer.currency)),
        )
      : h("p", {}, t("actions.none")),
    found.length > 1 ? h("p", { class: "sum", id: "actions-sum" }, sums(found, answer.currency)) : null,
    answer.withheld.length
      ? h(
          "p",
          { class: "hint" },
          t("actions.withheld", { names: answer.withheld.map((code) => label("actions", code)).join(t("comma")) }),
        )
      : null,
  );
}

/** The sums; of the net value only where all of it is known, or it would be taken for the whole. */
function sums(found, currency) {
  const sum = (field) =>
    money(
      found.reduce((total, one) => total + one[field], 0),
      currency,
    );
  const isKnown = found.every((one) => one.expected_net_value !== null);
  return isKnown
    ? t("actions.sum", { cost: sum("cost"), net: sum("expected_net_value") })
    : t("actions.sum_cost", { cost: sum("cost") });
}

function action(one, currency) {
  return h(
    "li",
    { "data-code": one.code },
    h(
      "div",
      { class: "do" },
      h(
        "h3",
        {},
        one.title,
        isNothing(one)
          ? null
          : h(
              "span",
              { class: "mark", "data-priority": one.priority },
              t("actions.priority", { level: label("priorities", one.priority) }),
            ),
      ),
      h("p", {}, one.solution),
      h(
        "p",
        { class: "hint" },
        isNothing(one) ? null : t("actions.because", { field: because(one.because), need: label("needs", one.need) }),
      ),
    ),
    isNothing(one)
      ? null
      : terms(
          [
            [t("actions.net"), h("strong", {}, money(one.expected_net_value, currency))],
            [t("actions.cost"), money(one.cost, currency)],
            [t("actions.due"), day(one.due_on)],
            [t("actions.owner"), label("owner_roles", one.owner_role)],
            [t("actions.channel"), label("channels", one.channel)],
            [t("actions.effect"), effect(one, currency)],
          ],
          { class: "facts" },
        ),
  );
}

const isNothing = (one) => one.channel === "none" && one.cost === 0; // costs nothing, so there is no money to tell

const because = (path) => {
  const [dimension, code] = path.split(".");
  const field = dimension === "custom" ? dimensionName(code) : fieldName(path);
  return t("actions.field", { dimension: t(`dimensions.${dimension}`), field });
};

function effect({ code, expected_effect: found, effect_basis }, currency) {
  const basis = label("effect_bases", effect_basis);
  return t("actions.basis", { effect: size(code, found, currency), basis });
}

function size(code, { scale, value }, currency) {
  if (scale === "money") return money(value, currency);
  const points = number(value * 100, 1);
  const isAbsolute = scale === "absolute";
  const family = families?.get(code);
  if (!family) return isAbsolute ? t("actions.points", { points }) : `${points}%`;
  const keeps = family === "retention" || family === "service"; // as in scoring/policy.toml, "effect"
  if (isAbsolute) return t(keeps ? "actions.lowers_churn_points" : "actions.adds_purchase_points", { points });
  return t(keeps ? "actions.lowers_churn" : "actions.adds_value", { share: `${points}%` });
}
