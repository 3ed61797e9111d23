// What is asked of the service, and what it refuses.

let key = "";

/** The key stays in this variable: a reload forgets it. */
export function useKey(given) {
  key = given.trim();
}

/** A problem document of the service (RFC 9457), or what went wrong before there was one. */
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.detail ?? "");
    this.status = status;
    this.kind = (problem.type ?? "").split(":").at(-1).replaceAll("-", "_");
    this.title = problem.title ?? "";
    this.detail = problem.detail ?? "";
    this.errors = problem.errors ?? [];
  }

  get wantsKey() {
    return this.status === 401 || this.status === 403;
  }
}

/** The JSON of an address, below the one that this page stands at. Raises Refusal. */
export async function asked(path, { language, body } = {}) {
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (key) headers.Authorization = `Bearer ${key}`;
  const address = language ? `${path}?lang=${language}` : path;
  let reply;
  try {
    reply = await fetch(address, {
      method: body === undefined ? "GET" : "POST",
      headers,
      body,
      credentials: "omit",
    });
  } catch {
    throw new Refusal(0, {});
  }
  const found = await reply.json().catch(() => ({}));
  if (!reply.ok) throw new Refusal(reply.status, found);
  return found;
}
