// Elements from names and texts. Nothing here reads HTML, so whatever a payload holds is shown as text.

/** An element. `given`: attributes, `on...` listeners, `class`; null and false are left out. Children: nodes or texts. */
export function h(name, given = {}, ...children) {
  return filled(document.createElement(name), given, children);
}

function filled(element, given, children) {
  for (const [key, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

/** Replaces what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
}

/** By id. */
export const at = (id) => document.getElementById(id);

/** A part of the page with a heading of its own. */
export function card(title, { id, level = 2, note } = {}, ...children) {
  const heading = h(`h${level}`, { id: id && `${id}-heading` }, title);
  const given = { class: "card", id, "aria-labelledby": id && `${id}-heading` };
  return h("section", given, heading, note ? h("p", { class: "hint" }, note) : null, ...children);
}

/** Terms and what they are; pairs without a value are left out. */
export function terms(pairs, given = {}) {
  const shown = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return h(
    "dl",
    given,
    shown.map(([term, value]) => h("div", {}, h("dt", {}, term), h("dd", {}, value))),
  );
}

/** A table that scrolls for itself; `columns`: [{head, number}], `rows`: lists of texts or nodes, the first is the head. */
export function table(columns, rows, { caption, id, foot } = {}) {
  const cell = (kind, column, content, given = {}) =>
    h(kind, { class: column.number ? "number" : null, ...given }, content ?? "–");
  const row = (cells, given = {}) =>
    h(
      "tr",
      given,
      cells.map((one, i) => cell(i ? "td" : "th", columns[i], one, i ? {} : { scope: "row" })),
    );
  const made = h(
    "table",
    { id },
    caption ? h("caption", { class: "unseen" }, caption) : null,
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        columns.map((column) => cell("th", column, column.head, { scope: "col" })),
      ),
    ),
    h(
      "tbody",
      {},
      rows.map((cells) => row(cells)),
    ),
    foot ? h("tfoot", {}, row(foot)) : null,
  );
  const frame = h("div", { class: "scrolls", role: "group", "aria-label": caption }, made);
  frames.observe(frame);
  return frame;
}

// What scrolls must be reached by the keyboard too, and what does not had better not be.
const frames = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
