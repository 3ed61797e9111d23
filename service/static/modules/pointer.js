// Where in a JSON text a JSON pointer (RFC 6901) leads.

/** [start, end] of the value at `pointer`; of the innermost part that is there where it leads nowhere; null for no JSON. */
export function locate(text, pointer) {
  const steps =
    pointer === ""
      ? []
      : pointer
          .slice(1)
          .split("/")
          .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  try {
    return find(new Reader(text), steps);
  } catch {
    return null;
  }
}

/** The number of the line of a place, from 1. */
export const lineOf = (text, place) => text.slice(0, place).split("\n").length;

function find(reader, steps) {
  reader.space();
  const start = reader.at;
  const [step, ...rest] = steps;
  let found = null;
  if (step !== undefined && reader.peek() === "{") {
    reader.members((name) => (name === step && !found ? (found = find(reader, rest)) : reader.skip()));
  } else if (step !== undefined && reader.peek() === "[") {
    reader.items((i) => (String(i) === step && !found ? (found = find(reader, rest)) : reader.skip()));
  } else {
    reader.skip();
  }
  return found ?? [start, reader.at];
}

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  peek() {
    return this.text[this.at];
  }

  space() {
    while (/\s/.test(this.peek() ?? "")) this.at += 1;
  }

  take(mark) {
    this.space();
    if (this.peek() !== mark) throw new SyntaxError(mark);
    this.at += 1;
  }

  string() {
    this.space();
    const found = /"(?:[^"\\]|\\.)*"/y;
    found.lastIndex = this.at;
    const [quoted] = found.exec(this.text) ?? [];
    if (quoted === undefined) throw new SyntaxError("text");
    this.at += quoted.length;
    return JSON.parse(quoted);
  }

  members(each) {
    this.listed("{", "}", () => {
      const name = this.string();
      this.take(":");
      each(name);
    });
  }

  items(each) {
    this.listed("[", "]", each);
  }

  listed(open, close, each) {
    this.take(open);
    this.space();
    for (let i = 0; this.peek() !== close; i += 1) {
      if (i) this.take(",");
      each(i);
      this.space();
    }
    this.at += 1;
  }

  skip() {
    this.space();
    const mark = this.peek();
    if (mark === "{") this.members(() => this.skip());
    else if (mark === "[") this.items(() => this.skip());
    else if (mark === '"') this.string();
    else {
      const found = /[^\s,\]}]+/y;
      found.lastIndex = this.at;
      if (!found.test(this.text)) throw new SyntaxError("value");
      this.at = found.lastIndex;
    }
  }
}
