// The page from its start: language, theme, key, and which of the three views is open.

import { Refusal, asked, useKey } from "./api.js";
import { redraw } from "./charts.js";
import * as customer from "./customer.js";
import { at, fill, h } from "./dom.js";
import { day } from "./format.js";
import { show as showModel } from "./model.js";
import { inWords } from "./refused.js";
import { show as showSegments } from "./segments.js";
import { LANGUAGES, chosen, learn, respeak, speak, t } from "./texts.js";

const VIEWS = ["customer", "segments", "model"];
const THEMES = ["system", "light", "dark"];
const root = document.documentElement;
let model = null;

async function start() {
  await speak(LANGUAGES.includes(chosen()) ? chosen() : "en");
  at("language").value = chosen();
  at("language").addEventListener("change", () => changeLanguage(at("language").value));
  at("theme").addEventListener("click", nextTheme);
  at("access").addEventListener("submit", (event) => {
    event.preventDefault();
    useKey(at("key").value);
    at("access").hidden = true;
    load();
  });
  at("charts-off").hidden = root.dataset.charts === "on";
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  addEventListener("hashchange", () => open(true));
  theme(stored("theme") ?? "system");
  await customer.begin(wantKey);
  respeak();
  await load();
}

/** Everything of the bundle; what is refused is said in the view. */
async function load() {
  try {
    [model] = await Promise.all([asked("model"), learn()]);
    saidBundle();
  } catch (error) {
    refused(error, at("bundle"));
  }
  await customer.load(model);
  await open(false);
}

function saidBundle() {
  const text = t("bundle", { version: model.bundle, day: day(model.as_of) });
  fill(at("bundle"), text, model.demo ? h("span", { class: "badge" }, t("demo")) : null);
}

async function open(move) {
  const asks = location.hash.slice(1);
  const view = VIEWS.includes(asks) ? asks : "customer";
  for (const name of VIEWS) at(name).hidden = name !== view;
  for (const link of at("views").children) {
    if (link.getAttribute("href") === `#${view}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${t(`nav.${view}`)} · ${t("title")}`;
  if (move) at(`${view}-title`).focus();
  try {
    if (view === "segments") await showSegments(model);
    if (view === "model" && model) showModel(model);
  } catch (error) {
    refused(error, at(`${view}-body`));
  }
}

function refused(error, place) {
  if (!(error instanceof Refusal)) throw error;
  fill(place, h("span", { class: "notice" }, inWords(error)));
  if (error.wantsKey) wantKey();
}

function wantKey() {
  at("access").hidden = false;
}

async function changeLanguage(language) {
  await speak(language);
  respeak();
  theme(root.dataset.theme ?? "system");
  const address = new URL(location.href);
  address.searchParams.set("lang", language);
  history.replaceState(null, "", address);
  if (model) saidBundle();
  await customer.again();
  await open(false);
}

function nextTheme() {
  theme(THEMES[(THEMES.indexOf(root.dataset.theme) + 1) % THEMES.length]);
}

function theme(name) {
  root.dataset.theme = name;
  at("theme-name").dataset.text = `theme.${name}`;
  at("theme-name").textContent = t(`theme.${name}`);
  try {
    localStorage.setItem("theme", name);
  } catch {
    // a browser that keeps nothing forgets the theme, and no more
  }
  redraw();
}

function stored(name) {
  try {
    const found = localStorage.getItem(name);
    return THEMES.includes(found) ? found : null;
  } catch {
    return null;
  }
}

start();
