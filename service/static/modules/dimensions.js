// Every dimension of an answer: each field with its name, in the words of the bundle.

import { card, h, terms } from "./dom.js";
import { day, flag, money, number, percent } from "./format.js";
import { classText, dimensionName, fieldName, t } from "./texts.js";

const PARTS = [
  "value",
  "churn",
  "rfm",
  "lifecycle",
  "next_purchase",
  "needs",
  "satisfaction",
  "attention",
  "behaviour",
  "relationship",
  "loyalty",
  "credit",
  "growth",
  "profile",
];
const MONEY = new Set(["value_expected_value", "value_historic_value", "value_lifetime_value", "value_profit"]);
const SHARE = new Set(["churn_probability", "credit_on_time_share", "segment_confidence"]);
const TOLD = new Set(["churn_score", "churn_baseline_score", "churn_other_effect"]); // the waterfall shows them

/** The dimensions; what is null is left out and counted. */
export function dimensions(answer) {
  const parts = PARTS.map((name) => part(name, answer[name], answer)).filter(Boolean);
  const own = Object.entries(answer.custom ?? {}).map(([code, value]) => [
    dimensionName(code),
    value === null ? null : classText(`custom_${code}`, value),
  ]);
  if (own.length) parts.push(block(t("dimensions.custom"), own, null));
  return card(
    t("dimensions.title"),
    { id: "dimensions", note: t("dimensions.note") },
    h("div", { class: "blocks" }, parts),
  );
}

function part(name, found, answer) {
  if (!found) return null;
  const pairs = flat(name, found)
    .filter(([path]) => !TOLD.has(column(path)))
    .map(([path, value]) => [fieldName(path), said(path, value, answer)]);
  return block(t(`dimensions.${name}`), pairs, found.basis);
}

function block(title, pairs, basis) {
  const known = pairs.filter(([, value]) => value !== null);
  const empty = pairs.length - known.length;
  return h(
    "section",
    { class: "block" },
    h("h3", {}, title, basis ? h("small", {}, classText("basis", basis)) : null),
    known.length ? terms(known) : null,
    empty ? h("p", { class: "hint" }, t("dimensions.empty", { count: number(empty) })) : null,
  );
}

const column = (path) => path.replaceAll(".", "_");
const LEFT_OUT = new Set(["basis", "reasons", "what_would_change"]);

/** [path, value] of every field, nested ones too. */
function flat(path, found) {
  return Object.entries(found)
    .filter(([key]) => !LEFT_OUT.has(key))
    .flatMap(([key, value]) => {
      const own = `${path}.${key}`;
      const nested = value && typeof value === "object" && !Array.isArray(value);
      return nested ? flat(own, value) : [[own, value]];
    });
}

/** A value in words; null where there is none. */
function said(path, value, answer) {
  const name = column(path);
  if (value === null || (Array.isArray(value) && !value.length)) return null;
  if (typeof value === "boolean") return flag(value);
  if (name === "value_interval") return value.map((end) => money(end, answer.currency)).join(" – ");
  if (Array.isArray(value))
    return h(
      "ul",
      { class: "plain" },
      value.map((one) => h("li", {}, entry(name, one))),
    );
  if (typeof value === "number") return measured(name, value, answer);
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return day(value);
  return classText(name === "needs_top_need" ? "needs_pain_points_topic" : name, value);
}

function measured(name, value, answer) {
  if (MONEY.has(name)) return money(value, answer.currency);
  if (SHARE.has(name)) return percent(value, 1);
  return number(value, Number.isInteger(value) ? 0 : 2);
}

/** An entry of a list: a pain point, a driver of satisfaction, an interest. */
function entry(name, one) {
  if (name === "needs_pain_points") {
    const blanks = {
      topic: classText("needs_pain_points_topic", one.topic),
      level: classText("needs_pain_points_level", one.level),
      inquiries: number(one.inquiries),
      unresolved: number(one.unresolved),
    };
    return t("dimensions.pain_point", blanks);
  }
  if (name === "satisfaction_drivers") {
    return t("dimensions.driver", {
      rating: classText("satisfaction_drivers_rating", one.rating),
      value: number(one.value, 1),
      pull: number(one.pull, 1),
    });
  }
  return typeof one === "object" ? String(one.name ?? JSON.stringify(one)) : String(one);
}
