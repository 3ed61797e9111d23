// Orders so far, the day of the answer and the day on which the next purchase is due.

import { figure } from "./charts.js";
import { card, h, terms } from "./dom.js";
import { timeline } from "./drawings.js";
import { day, daysBetween, money, number } from "./format.js";
import { t } from "./texts.js";

const MOST = 24; // dots; who buys every week is shown the last half year

/** The next purchase on a time line. */
export function nextPurchase(payload, answer) {
  const next = answer.next_purchase;
  const orders = (Array.isArray(payload.orders) ? payload.orders : [])
    .filter((order) => order.date && order.date.slice(0, 10) <= answer.as_of)
    .map((order) => ({ date: order.date.slice(0, 10), amount: order.amount }))
    .sort((one, other) => (one.date < other.date ? -1 : 1))
    .slice(-MOST);
  const says = said(next, answer);
  return card(
    t("next.title"),
    { id: "next" },
    orders.length || next.expected_on ? drawn(orders, answer, says) : h("p", {}, says),
    terms(
      [
        [
          t("fields.next_purchase_usual_gap_days"),
          next.usual_gap_days === null ? null : t("days", { days: number(next.usual_gap_days, 0) }),
        ],
        [t("fields.next_purchase_expected_on"), next.expected_on === null ? null : day(next.expected_on)],
        [
          t("next.purchases", { days: number(answer.churn.horizon_days) }),
          next.expected_purchases === null ? null : number(next.expected_purchases),
        ],
        [
          t("fields.next_purchase_category_code"),
          next.category?.code
            ? t("next.category", { code: next.category.code.replaceAll("_", " "), lift: number(next.category.lift, 1) })
            : null,
        ],
      ],
      { class: "facts" },
    ),
  );
}

function said(next, answer) {
  if (!next.expected_on) return t("next.unknown");
  const days = daysBetween(next.expected_on, answer.as_of);
  const blanks = { day: day(next.expected_on), days: number(Math.abs(days)), gap: number(next.usual_gap_days, 0) };
  return t(next.overdue ? "next.overdue" : "next.due", blanks);
}

function drawn(orders, answer, says) {
  const words = { today: t("next.today"), expected: t("next.expected") };
  const rows = [
    ...orders.map((order) => [day(order.date), t("next.order"), money(order.amount, answer.currency)]),
    [day(answer.as_of), t("next.today"), ""],
    ...(answer.next_purchase.expected_on ? [[day(answer.next_purchase.expected_on), t("next.expected"), ""]] : []),
  ];
  const columns = [{ head: t("next.day") }, { head: t("next.what") }, { head: t("next.amount"), number: true }];
  const option = timeline({
    orders,
    today: answer.as_of,
    expected: answer.next_purchase.expected_on,
    words,
    currency: answer.currency,
  });
  return figure({ says, name: "timeline", height: 130, option, columns, rows });
}
