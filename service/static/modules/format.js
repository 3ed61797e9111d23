// Numbers, money, days and shares as the chosen language writes them.

import { chosen, label, t } from "./texts.js";

const MADE = new Map();

/** One formatter a language and kind; making one takes longer than using it. */
function made(kind, options) {
  const name = `${chosen()} ${kind.name} ${JSON.stringify(options)}`;
  if (!MADE.has(name)) MADE.set(name, new kind(chosen(), options));
  return MADE.get(name);
}

const missing = (value) => value === null || value === undefined;
const sign = (text) => text.replace("-", "−");

/** A number by the options of Intl.NumberFormat, with a true minus; a dash where there is none. */
const shown = (value, options) => (missing(value) ? "–" : sign(made(Intl.NumberFormat, options).format(value)));

const always = (digits) => ({ minimumFractionDigits: digits, maximumFractionDigits: digits });
const WITH_SIGN = { signDisplay: "exceptZero" };
const PERCENT = { style: "percent" };

/** A number with at most so many digits after the point. */
export const number = (value, digits = 2) => shown(value, { maximumFractionDigits: digits });

/** A number whose digits after the point are always so many, for columns. */
export const fixed = (value, digits = 3) => shown(value, always(digits));

/** The same with its sign. */
export const signed = (value, digits = 3) => shown(value, { ...always(digits), ...WITH_SIGN });

/** A share of one. */
export const percent = (value, digits = 0) => shown(value, { ...PERCENT, ...always(digits) });

/** A share of one with its sign. */
export const signedPercent = (value, digits = 1) => shown(value, { ...PERCENT, ...always(digits), ...WITH_SIGN });

/** An amount, whole where it is large, as the bundle writes the currency: `¥1,200`, `人民幣 1,200 元`. */
export function money(value, currency) {
  if (missing(value)) return "–";
  const known = label("currencies", currency);
  const blanks = {
    sign: value < 0 ? "−" : "",
    amount: number(Math.abs(value), Math.abs(value) >= 100 ? 0 : 2),
    code: currency,
  };
  const template = known === currency ? "{code} {sign}{amount}" : known;
  return template.replace(/\{(sign|amount|code)\}/g, (_, name) => blanks[name]);
}

/** A calendar day, `2026-10-31`. */
export function day(value) {
  if (missing(value)) return "–";
  const found = new Date(`${String(value).slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(found.getTime())) return String(value);
  return made(Intl.DateTimeFormat, { dateStyle: "medium", timeZone: "UTC" }).format(found);
}

export const flag = (value) => (missing(value) ? "–" : t(value ? "yes" : "no"));

/** The days from one day to another. */
export const daysBetween = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

export const sigmoid = (score) => (score >= 0 ? 1 / (1 + Math.exp(-score)) : Math.exp(score) / (1 + Math.exp(score)));
