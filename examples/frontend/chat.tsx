"use client";
// A conversation in a page of a Next-style application, in one file. The types are the service's own:
//
//   coach export typescript --program my_program --output app/coach.ts
//
//   <Chat base="https://coach.example.org" token={token} conversation={id} />
//
// What is said goes with a key that is kept until its turn is known, so a double click, a reload and a lost connection
// all come to one turn. A stream that breaks off is gone on with behind the last event that was read.
import { useCallback, useEffect, useRef, useState, type FormEvent } from "react";
import type { ConversationState, Messages, Offer, Problem, TakeTurn, TurnEvent, TurnResult } from "./coach";

interface Line {
  readonly role: string;
  readonly text: string;
}

interface Pending {
  readonly key: string;
  readonly body: TakeTurn;
}

interface Props {
  readonly base: string;
  readonly token: string;
  readonly conversation: string;
}

/** What the service says of itself in its problems; of anything else, that it could not be reached. */
class Failed extends Error {
  constructor(readonly problem: Pick<Problem, "title" | "detail" | "remedy">, readonly again: boolean) {
    super(problem.detail);
  }
}

const PAUSES = [250, 500, 1000, 2000, 4000, 8000]; // milliseconds between tries

export function Chat({ base, token, conversation }: Props) {
  const [lines, setLines] = useState<readonly Line[]>([]);
  const [draft, setDraft] = useState("");
  const [offer, setOffer] = useState<Offer | null>(null);
  const [failure, setFailure] = useState<Failed | null>(null);
  const [busy, setBusy] = useState(true);
  const [typed, setTyped] = useState("");
  const leaving = useRef(new AbortController());
  const url = `${base}/v1/conversations/${conversation}`;
  const shelf = `coach:${conversation}`;

  /** Take a turn, until its end is known. What is pending outlives this page. */
  const take = useCallback(
    async (pending: Pending) => {
      sessionStorage.setItem(shelf, JSON.stringify(pending));
      setBusy(true);
      setFailure(null);
      setOffer(null);
      try {
        const result = await turn(url, token, pending, setDraft, leaving.current.signal);
        sessionStorage.removeItem(shelf);
        setLines((before) => [...before, ...(result.message ? [{ role: "coach", text: result.message }] : [])]);
        setOffer(result.offer ?? null);
      } catch (error) {
        if (leaving.current.signal.aborted) return; // whoever comes back goes on with it
        const failed = error instanceof Failed ? error : new Failed(UNREACHED, true);
        if (!failed.again) sessionStorage.removeItem(shelf);
        setFailure(failed);
      }
      setDraft("");
      setBusy(false);
    },
    [shelf, token, url],
  );

  useEffect(() => {
    const here = (leaving.current = new AbortController());
    const load = async () => {
      const [state, said] = await Promise.all([
        read<ConversationState>(url, token, here.signal),
        read<Messages>(`${url}/messages?newest=true&limit=100`, token, here.signal),
      ]);
      setLines([...said.items].reverse().filter((each) => each.role === "client" || each.role === "coach"));
      setOffer(state.offers[0] ?? null);
    };
    const begin = async () => {
      await load();
      const kept = sessionStorage.getItem(shelf);
      if (kept !== null) await take(JSON.parse(kept) as Pending).then(load); // it may have happened by now, or not
      setBusy(false);
    };
    begin().catch((error: unknown) => {
      if (!here.signal.aborted) setFailure(error instanceof Failed ? error : new Failed(UNREACHED, false));
    });
    return () => here.abort();
  }, [shelf, take, token, url]);

  const say = (event: FormEvent) => {
    event.preventDefault();
    if (busy || !typed.trim()) return;
    setLines((before) => [...before, { role: "client", text: typed }]);
    setTyped("");
    void take({ key: crypto.randomUUID(), body: { text: typed } });
  };

  const press = (button: string, fields: Record<string, string>) => {
    if (offer !== null) void take({ key: crypto.randomUUID(), body: { offer: offer.id, button, fields } });
  };

  const again = () => {
    const kept = sessionStorage.getItem(shelf);
    if (kept !== null) void take(JSON.parse(kept) as Pending);
  };

  return (
    <section aria-label="Conversation">
      <ol aria-live="polite">
        {lines.map((line, index) => (
          <li key={index} data-role={line.role}>{line.text}</li>
        ))}
        {draft && <li data-role="coach" aria-busy="true">{draft}</li>}
      </ol>
      {failure && (
        <p role="alert">
          {failure.problem.detail} {failure.problem.remedy}
          {failure.again && <button type="button" onClick={again}>Try again</button>}
        </p>
      )}
      {offer && <Choice key={offer.id} offer={offer} disabled={busy} press={press} />}
      <form onSubmit={say}>
        <textarea aria-label="Your message" value={typed} onChange={(event) => setTyped(event.target.value)} />
        <button disabled={busy}>Send</button>
      </form>
    </section>
  );
}

interface ChoiceProps {
  readonly offer: Offer;
  readonly disabled: boolean;
  readonly press: (button: string, fields: Record<string, string>) => void;
}

/** An offer: its question, the texts that may be edited, and a button for each answer. */
function Choice({ offer, disabled, press }: ChoiceProps) {
  const [fields, setFields] = useState(() => Object.fromEntries(offer.fields.map((field) => [field.name, field.value])));
  const taken = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, fields[name] ?? ""]));
  return (
    <fieldset disabled={disabled}>
      <legend>{offer.text}</legend>
      {offer.link.startsWith("https://") && <a href={offer.link} rel="noreferrer">Watch it</a>}
      {offer.fields.map((field) => (
        <label key={field.name}>
          {field.label}
          <input
            value={fields[field.name] ?? ""}
            maxLength={field.longest}
            onChange={(event) => setFields((before) => ({ ...before, [field.name]: event.target.value }))}
          />
        </label>
      ))}
      {offer.buttons.map((button) => (
        <button key={button.name} type="button" onClick={() => press(button.name, taken(button.fields))}>
          {button.label}
        </button>
      ))}
    </fieldset>
  );
}

// --- the protocol ---------------------------------------------------------------------------------

const UNREACHED = { title: "Not reached", detail: "The service could not be reached.", remedy: "Nothing was lost." };

/** How far a stream was read: the turn's number, and the id of its last event. */
interface Place {
  turn: number | null;
  last: string | null;
}

/** One turn, from asking for it to its result; shows its words as they come. */
export async function turn(
  url: string, token: string, pending: Pending, show: (text: string) => void, signal: AbortSignal,
): Promise<TurnResult> {
  const place: Place = { turn: null, last: null };
  let text = "";
  for (let tries = 0; ; ) {
    const before = place.last;
    try {
      const response = await ask(url, token, pending, place, signal);
      for await (const event of events(response, place)) {
        switch (event.event) {
          case "text":
            show((text += event.data.text));
            break;
          case "retracted":
            show((text = ""));
            break;
          case "completed":
            return event.data;
          case "failed":
            throw new Failed(event.data, true); // nothing of it was kept: its key may be tried again
        }
      }
    } catch (error) {
      if (error instanceof Failed || signal.aborted) throw error;
    }
    if (place.last !== before) tries = 0; // it got on
    const pause = PAUSES[tries++];
    if (pause === undefined) throw new Failed(UNREACHED, true);
    await new Promise((go) => setTimeout(go, pause * (0.5 + Math.random())));
  }
}

/** Ask for the turn; or, where it is known to run, for its events behind those that were read. */
async function ask(
  url: string, token: string, pending: Pending, place: Place, signal: AbortSignal,
): Promise<Response> {
  const headers: Record<string, string> = { Authorization: `Bearer ${token}`, Accept: "text/event-stream" };
  if (place.turn !== null && place.last !== null) {
    headers["Last-Event-ID"] = place.last;
    const response = await fetch(`${url}/turns/${place.turn}/events`, { headers, signal });
    if (response.ok) return response;
    if (response.status !== 404) return refused(response);
    place.turn = place.last = null; // the turn did not happen: the same key asks for it again
  }
  headers["Content-Type"] = "application/json";
  headers["Idempotency-Key"] = pending.key;
  const body = JSON.stringify(pending.body);
  const response = await fetch(`${url}/turns`, { method: "POST", headers, body, signal });
  return response.ok ? response : refused(response);
}

/** Wait where the service says so, else raise what it says. */
async function refused(response: Response): Promise<never> {
  const wait = Number(response.headers.get("Retry-After"));
  if ([409, 429, 503].includes(response.status) && wait > 0 && wait <= 10) {
    await new Promise((go) => setTimeout(go, wait * 1000));
    throw new Error("asked to come again");
  }
  const kind = response.headers.get("Content-Type") ?? "";
  const problem = kind.includes("problem+json") ? ((await response.json()) as Problem) : UNREACHED;
  throw new Failed(problem, response.status >= 500 || response.status === 409);
}

/** The events of a stream; `place` follows them. */
async function* events(response: Response, place: Place): AsyncGenerator<TurnEvent> {
  if (response.body === null) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const found = new Map(block.split("\n").map((line) => split(line)));
        const [event, data, id] = [found.get("event"), found.get("data"), found.get("id")];
        if (event === undefined || data === undefined) continue; // a comment, which keeps the connection open
        const told = { event, data: JSON.parse(data) as unknown } as TurnEvent;
        if (id !== undefined) place.last = id;
        if (told.event === "started") place.turn = told.data.turn;
        yield told;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function split(line: string): [string, string] {
  const at = line.indexOf(":");
  return at < 0 ? [line, ""] : [line.slice(0, at), line.slice(at + 1).replace(/^ /, "")];
}

async function read<T>(url: string, token: string, signal: AbortSignal): Promise<T> {
  const response = await fetch(url, { headers: { Authorization: `Bearer ${token}` }, signal });
  return response.ok ? ((await response.json()) as T) : refused(response);
}
