// The view of one customer: choose or paste a payload, send it, see the answer or what is wrong with it.

import { learnFamilies } from "./actions.js";
import { shown } from "./answer.js";
import { Refusal, asked } from "./api.js";
import { at, fill, h } from "./dom.js";
import { lineOf, locate } from "./pointer.js";
import { faultInWords, inWords } from "./refused.js";
import { samples } from "./samples.js";
import { chosen, t } from "./texts.js";

let found = [];
let model = null;
let last = null; // what is shown: the payload and its answer
let onKey = () => {};

/** Sets up the view; `needsKey` is called where the service asks for a key. */
export async function begin(needsKey) {
  onKey = needsKey;
  at("score").addEventListener("submit", (event) => {
    event.preventDefault();
    score().then(lead);
  });
  at("payload").addEventListener("input", () => mark(null));
  at("payload").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) score();
  });
}

/** Takes what the bundle says of itself, null where none is in service; lists the samples for it and scores the first. */
export async function load(described) {
  model = described;
  found = await samples(model);
  list();
  if (!at("payload").value.trim()) choose(0);
  await score();
}

/** Says everything again in another language. */
export async function again() {
  list();
  if (last) await score();
}

/** To what came, where it stands below the window, as on a phone. */
function lead() {
  const came = last ? at("answer") : at("refused");
  if (came.getBoundingClientRect().top > innerHeight * 0.7) came.scrollIntoView();
}

function list() {
  const picked = found.findIndex(([, text]) => text === at("payload").value);
  fill(
    at("samples"),
    found.map(([name], i) =>
      h(
        "label",
        {},
        h("input", {
          type: "radio",
          name: "sample",
          value: name,
          onchange: () => {
            choose(i);
            score();
          },
          ...(i === picked ? { checked: true } : {}),
        }),
        h("span", {}, h("strong", {}, t(`samples.${name}.name`)), h("small", {}, t(`samples.${name}.about`))),
      ),
    ),
  );
}

function choose(i) {
  at("payload").value = found[i][1];
  at("payload").scrollTop = 0;
  const radio = at("samples").querySelectorAll("input")[i];
  if (radio) radio.checked = true;
}

async function score() {
  const body = at("payload").value;
  at("customer").setAttribute("aria-busy", "true");
  try {
    const answer = await asked("score", { language: chosen(), body });
    await learnFamilies();
    if (body !== at("payload").value) return; // another sample was chosen in the meantime
    last = { payload: JSON.parse(body), answer };
    mark(null);
    fill(at("answer"), shown(last.payload, answer, model));
    at("said").textContent = t("customer.said", { id: answer.customer_id });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    last = null;
    fill(at("answer"));
    mark(error, body);
    if (error.wantsKey) onKey();
  } finally {
    at("customer").removeAttribute("aria-busy");
  }
}

/** Shows what was refused, with its place in the text; null takes it away. */
function mark(refusal, text) {
  const box = at("payload");
  for (const radio of at("samples").querySelectorAll("input")) {
    radio.checked = found.find(([name]) => name === radio.value)?.[1] === box.value;
  }
  if (!refusal) {
    box.removeAttribute("aria-invalid");
    fill(at("refused"));
    return;
  }
  box.setAttribute("aria-invalid", "true");
  fill(
    at("refused"),
    h("h2", {}, t(refusal.status ? "refused.title" : "refused.unreachable")),
    refusal.status ? h("p", {}, inWords(refusal)) : null,
    refusal.errors.length
      ? h(
          "ol",
          {},
          refusal.errors.map((fault) => h("li", {}, place(fault, text), faultInWords(fault))),
        )
      : null,
  );
}

/** A button that leads to the place of a fault. */
function place({ pointer }, text) {
  const range = locate(text, pointer);
  const line = range ? t("refused.line", { line: lineOf(text, range[0]) }) : "";
  const given = { type: "button", class: "place", onclick: () => range && show(range) };
  return h("button", given, line ? h("span", {}, line) : null, h("code", {}, pointer || "/"));
}

function show([start, end]) {
  const box = at("payload");
  const height = box.scrollHeight / box.value.split("\n").length;
  box.focus();
  box.setSelectionRange(start, end);
  box.scrollTop = Math.max(0, (lineOf(box.value, start) - 3) * height);
}
