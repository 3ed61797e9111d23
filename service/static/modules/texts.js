// The words of the page and of the bundle, in the language that is chosen.

import { asked } from "./api.js";

const LOADED = new Map();
let words = {};
let labels = {};
let language = document.documentElement.lang;

export const LANGUAGES = ["zh-Hans", "zh-Hant", "en"];
export const chosen = () => language;

/** Takes a language: the page's texts, and the bundle's labels where there is a bundle. */
export async function speak(wanted) {
  if (!LOADED.has(wanted)) {
    const base = document.documentElement.dataset.base;
    const read = async (folder) => (await fetch(`${base}/${folder}/${wanted}.json`)).json();
    const [texts, fields] = await Promise.all([read("texts"), read("fields")]);
    LOADED.set(wanted, { ...texts, fields });
  }
  words = LOADED.get(wanted);
  language = wanted;
}

/** The bundle's labels of all languages; they come with the bundle, so again where it has changed. */
export async function learn() {
  const found = await asked("labels");
  labels = found;
}

/** A text of the page by its path, with its blanks filled. */
export function t(path, blanks = {}) {
  const found = path.split(".").reduce((place, part) => place?.[part], words);
  if (typeof found !== "string") return path;
  return found.replace(/( ?)\{(\w+)\}( ?)/g, (blank, before, name, after, at) => {
    if (!(name in blanks)) return blank;
    const text = String(blanks[name]);
    return spaced(found[at - 1], before, text[0]) + text + spaced(text.at(-1), after, found[at + blank.length]);
  });
}

const HAN = /[\u4e00-\u9fff]/;

/** The space between two characters of a filled text: none between two Chinese ones, as before `人民幣`. */
const spaced = (one, space, other) => (HAN.test(one ?? "") && HAN.test(other ?? "") ? "" : space);

/** The same, or what else to say where the page has no such text: of codes that come from the service. */
export function known(path, otherwise) {
  const found = t(path);
  return found === path ? otherwise : found;
}

const own = () => labels.labels?.[language] ?? {};

/** What the bundle calls a code: `label("channels", "phone")`; the code itself where it has no name. */
export const label = (table, code) => own()[table]?.[code] ?? code;

/** What a class of a column is called: `classText("churn_band", "low")`. */
export const classText = (column, code) => own().classes?.[column]?.[code] ?? code;

/** What people call a feature; a field of the company's own by its own name. */
export const featureName = (name) => own().features?.[name]?.name ?? name.replace(/^attributes_/, "");

/** What a part of the payload is called. */
export const inputName = (path) => own().inputs?.[path] ?? path.replace(/^attributes\./, "");

/** What a tag is called. */
export const tagText = (tag) => labels.tags?.[tag]?.[language] ?? tag;

/** What a dimension of the company's own is called. */
export const dimensionName = (code) => own().dimensions?.[code]?.name ?? code;

/** The name of a field of the answer. */
export const fieldName = (path) => t(`fields.${path.replaceAll(".", "_")}`);

/** Puts the texts into what stands in the page from the start. */
export function respeak(root = document) {
  document.documentElement.lang = language;
  for (const element of root.querySelectorAll("[data-text]")) element.textContent = t(element.dataset.text);
}
