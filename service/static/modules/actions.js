// What to do, by whom, until when, what it costs and what it is expected to bring.

import { card, h, terms } from "./dom.js";
import { day, money, number, percent } from "./format.js";
import { fieldName, label, t } from "./texts.js";

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
          t("actions.withheld", { names: answer.withheld.map((code) => label("actions", code)).join(", ") }),
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
  const [dimension] = path.split(".");
  return dimension === "custom"
    ? path
    : t("actions.field", { dimension: t(`dimensions.${dimension}`), field: fieldName(path) });
};

function effect({ expected_effect: found, effect_basis }, currency) {
  const basis = label("effect_bases", effect_basis);
  if (found.scale === "money") return `${money(found.value, currency)} (${basis})`;
  const size =
    found.scale === "absolute"
      ? t("actions.points", { points: number(found.value * 100, 1) })
      : t("actions.relative", { share: percent(found.value) });
  return `${size} (${basis})`;
}
