// The service as the page calls it: one function for JSON, one for streams, one error for whatever goes wrong.

import { events } from "./events.js";
import { inTab } from "./kept.js";
import { sentence } from "./words.js";

const KEY = "coach.key";

/** What the service refused, or that it was not reached (status 0). */
export class Problem extends Error {
  constructor({ status = 0, title, detail, remedy, type = "", errors }, retryAfter = 0) {
    super(detail || title);
    Object.assign(this, { status, title, detail, remedy, type, errors, retryAfter });
  }

  /** In a sentence or two, with what to do. */
  get words() {
    const said = sentence(this.detail || this.title || "");
    const known = bare(said).includes(bare(this.remedy ?? "")); // it says what to do by itself
    return this.status === 422 || this.retryAfter || known ? said : `${said} ${this.remedy}`; // when to come back is for programs
  }
}

const bare = (words) => words.toLowerCase().replace(/[^\p{L}]/gu, "");

const UNREACHED = { title: "The service was not reached", remedy: "Try again once the connection is back." };

/** The key that the page calls with; kept as long as the tab. */
export const key = {
  get: () => inTab.get(KEY) ?? "",
  set: (given) => (given ? inTab.set(KEY, given) : inTab.remove(KEY)),
};

/** The address of something of the service, whatever it is mounted under. */
export function at(path, query = {}) {
  const url = new URL(`v1/${path}`, document.baseURI);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") url.searchParams.set(name, value);
  }
  return url;
}

/** A key for something that is to happen once. */
export function onceKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What a request answers, read as JSON (`as`: "text"). Raises `Problem`. */
export async function call(method, path, { query, body, once, signal, as = "json" } = {}) {
  const response = await asked(method, at(path, query), { body, once, signal });
  try {
    return response.status === 204 ? null : as === "text" ? await response.text() : await response.json();
  } catch (error) {
    throw signal?.aborted ? error : new Problem(UNREACHED);
  }
}

export const get = (path, query, more) => call("GET", path, { query, ...more });
export const post = (path, body, more) => call("POST", path, { body, ...more });

/** The events of a stream, one by one, as {id, kind, data}. Raises `Problem`; ends early where the connection breaks. */
export async function* stream(method, path, { body, once, lastId, signal } = {}) {
  const response = await asked(method, at(path), { body, once, lastId, signal, accept: "text/event-stream" });
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) {
    yield { id: "", kind: "completed", data: await response.json() };
    return;
  }
  try {
    for await (const event of events(response.body)) yield { ...event, data: JSON.parse(event.data) };
  } catch (error) {
    if (signal?.aborted) throw error; // else it broke off, and whoever listens sees that no last event came
  }
}

const AGAIN = 5, SLOWEST = 20; // how often what came too often is asked for again, and the seconds waited for at most

/** The response to a request; where it came too often and can be repeated, it is, in its time. Raises `Problem`. */
async function asked(method, url, given) {
  for (let tried = 1; ; tried += 1) {
    try {
      return await askedOnce(method, url, given);
    } catch (error) {
      const slow = error instanceof Problem && error.type.endsWith(":too-many") && error.retryAfter <= SLOWEST;
      const repeats = method === "GET" || (given.once && !given.accept); // a stream's reader tells of its waiting
      if (!repeats || !slow || tried === AGAIN) throw error;
      await new Promise((resolve) => setTimeout(resolve, error.retryAfter * 1000));
      given.signal?.throwIfAborted();
    }
  }
}

async function askedOnce(method, url, { body, once, lastId, signal, accept = "application/json" }) {
  const headers = { Accept: accept };
  if (key.get()) headers.Authorization = `Bearer ${key.get()}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (once) headers["Idempotency-Key"] = once;
  if (lastId) headers["Last-Event-ID"] = lastId;
  let response;
  try {
    response = await fetch(url, { method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch (error) {
    throw signal?.aborted ? error : new Problem(UNREACHED);
  }
  if (response.ok) return response;
  const told = await response.json().catch(() => ({}));
  const said = { title: response.statusText || `Status ${response.status}`, ...told, status: response.status };
  throw new Problem(said, Number(response.headers.get("retry-after")) || 0);
}
