// The samples: payloads that ship with the page, in the bundle's currency and moved to the bundle's day.

const DAY_OR_MONTH = /^(\d{4}-\d{2})(-\d{2})?(T.*)?$/;

/** The samples by name, as texts to edit. `model`: what GET /model said, or null where no bundle is in service. */
export async function samples(model) {
  const base = document.documentElement.dataset.base;
  const found = await (await fetch(`${base}/samples.json`)).json();
  return Object.entries(found).map(([name, payload]) => [name, written(model ? fitted(payload, model) : payload)]);
}

function fitted(payload, model) {
  const days = Math.round((Date.parse(model.as_of) - Date.parse(payload.as_of)) / 86_400_000);
  return { ...moved(payload, days), currency: model.currency };
}

/** The same with every day and month moved. */
function moved(value, days) {
  if (!days) return value;
  if (Array.isArray(value)) return value.map((item) => moved(item, days));
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, moved(item, days)]));
  }
  const found = typeof value === "string" && DAY_OR_MONTH.exec(value);
  if (!found) return value;
  const day = new Date(Date.parse(`${found[1]}${found[2] ?? "-15"}`) + days * 86_400_000).toISOString().slice(0, 10);
  return found[2] ? day + (found[3] ?? "") : day.slice(0, 7);
}

/** JSON with an entry of a list a line, as people read it. */
function written(payload) {
  const lines = Object.entries(payload).map(([key, value]) => `  ${JSON.stringify(key)}: ${part(value)}`);
  return `{\n${lines.join(",\n")}\n}`;
}

function part(value) {
  if (!Array.isArray(value) || !value.some((item) => item && typeof item === "object")) return spaced(value);
  return `[\n${value.map((item) => `    ${spaced(item)}`).join(",\n")}\n  ]`;
}

const spaced = (value) =>
  JSON.stringify(value, null, 1)
    .replace(/\n\s*/g, " ")
    .replace(/([[{]) /g, "$1")
    .replace(/ ([\]}])/g, "$1");
