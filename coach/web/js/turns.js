// A turn that happens once, whatever the connection does: it is asked for with one key until its end is known, and
// listened to from where the last stream broke off. What is asked for outlives a reload of the page.

import { Problem, onceKey, stream } from "./api.js";
import { inTab } from "./kept.js";

const FIRST = 400, LONGEST = 8000; // milliseconds between attempts
const PATIENCE = 120_000; // milliseconds that a busy conversation is waited for

const place = (conversation) => `coach.turn.${conversation}`;

/** What was asked for in this tab and has not come to its end: {body, once}; null where nothing was. */
export function unfinished(conversation) {
  try {
    return JSON.parse(inTab.get(place(conversation)));
  } catch {
    return null;
  }
}

export function forget(conversation) {
  inTab.remove(place(conversation));
}

/**
 * Take a turn. `told(kind, data)` hears its events, and `waiting` and `again` of the connection. Gives its result.
 * Raises `Problem` where no end of it is known; asked for again with its key, it happens once.
 */
export async function takeTurn(conversation, { body, once = onceKey() }, told, signal) {
  inTab.set(place(conversation), JSON.stringify({ body, once }));
  const heard = { turn: null, id: "" };
  const until = Date.now() + PATIENCE;
  for (let pause = FIRST; ; pause = Math.min(LONGEST, pause * 2)) {
    let slow = false, busy = false;
    try {
      const end = await listen(conversation, { body, once }, heard, told, signal, () => { pause = FIRST; });
      if (end) {
        forget(conversation);
        return end;
      }
    } catch (error) {
      if (signal?.aborted) throw error;
      if (!again(error, until)) {
        forget(conversation);
        throw error;
      }
      slow = error.type.endsWith(":too-many");
      busy = error.type.endsWith(":busy");
      if (error.retryAfter) pause = Math.min(LONGEST, error.retryAfter * 1000);
      // A turn that nobody knows of any more is asked for again, with its key.
      if (error.status === 404) Object.assign(heard, { turn: null, id: "" });
    }
    told("waiting", { offline: navigator.onLine === false, slow, busy });
    await rest(pause, signal);
    told("again", {});
  }
}

/** The events of a turn that somebody else asked for. Gives its result; null where it broke off or did not happen. */
export async function follow(conversation, turn, told, signal) {
  for await (const { kind, data } of stream("GET", `conversations/${conversation}/turns/${turn}/events`, { signal })) {
    told(kind, data);
    if (kind === "completed") return data;
  }
  return null;
}

async function listen(conversation, asked, heard, told, signal, alive) {
  const turns = `conversations/${conversation}/turns`;
  const resumes = heard.turn !== null;
  const source = resumes
    ? stream("GET", `${turns}/${heard.turn}/events`, { lastId: heard.id, signal })
    : stream("POST", turns, { ...asked, signal });
  for await (const { id, kind, data } of source) {
    alive();
    if (kind === "failed") {
      // Followed from afar, an end that did not come is no end: asked for again, the turn tells.
      if (resumes) { Object.assign(heard, { turn: null, id: "" }); return null; }
      throw new Problem(data);
    }
    if (kind === "started") heard.turn = data.turn;
    if (id) heard.id = id;
    told(kind, data);
    if (kind === "completed") return data;
  }
  return null;
}

/** What is read, however long it takes to be reached. `waiting` is told each time it was not. Raises `Problem`. */
export async function patiently(read, waiting, signal) {
  for (let pause = FIRST; ; pause = Math.min(LONGEST, pause * 2)) {
    try {
      return await read();
    } catch (error) {
      const passing = error instanceof Problem && (error.status === 0 || error.status === 429 || error.status >= 500);
      if (signal?.aborted || !passing) throw error;
      waiting();
    }
    await rest(pause, signal);
  }
}

/** Whether it is worth asking once more: the service was not reached, is stopping, or busy, or asked too often. */
function again(error, until) {
  if (!(error instanceof Problem)) return false;
  if (error.status === 0) return true;
  const between = !error.type && [502, 503, 504].includes(error.status); // something stands before the service
  const passing = error.status === 409 && error.type.endsWith(":busy");
  const stopping = error.type.endsWith(":stopping") || error.type.endsWith(":no-such-turn") || error.status === 504;
  const slow = error.type.endsWith(":too-many") && Date.now() + error.retryAfter * 1000 < until;
  return (passing || stopping || slow || between) && Date.now() < until;
}

/** Wait, or until the connection is back. */
export function rest(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const end = () => { clearTimeout(timer); removeEventListener("online", end); resolve(); };
    const timer = setTimeout(end, milliseconds);
    addEventListener("online", end);
    signal?.addEventListener("abort", () => { end(); reject(signal.reason); }, { once: true });
  });
}
