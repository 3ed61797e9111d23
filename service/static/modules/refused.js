// A refusal in the words of the page: the service says its own in English, for machines and logs.

import { h } from "./dom.js";
import { known, t } from "./texts.js";

/** What was refused and what to do; below it what the service says of this case, where that is more than the kind. */
export function inWords(refusal) {
  if (!refusal.status) return t("refused.unreachable");
  const what = known(`refused.kinds.${refusal.kind}`, refusal.title);
  const isPlaced = refusal.kind === "invalid"; // "see errors", which stand below
  return [t("refused.kind", { what, status: refusal.status }), " ", isPlaced ? null : english(refusal.detail)];
}

/** One fault: its rule in the language of the page, and the service's sentence with bounds and choices. */
export function faultInWords({ code, detail }) {
  const rule = known(`refused.codes.${code}`, "");
  return h("p", {}, rule, " ", english(detail));
}

const english = (text) => (text ? h("small", { lang: "en" }, text) : null);
