// The request as the model saw it, and what it replied.

import { el } from "../dom.js";
import { many, number } from "../words.js";

const PARTS = {
  constant: ["The constant part", "the same in every turn spent in this state, so a server can reuse it"],
  history: ["Earlier words", "from a window that is trimmed in blocks"],
  changing: ["What changes", "rendered anew every turn"],
  said: ["What is answered", "the client's own"],
  again: ["Asked once more", "the first reply could not stand"],
};

/** All requests of a turn. */
export function requests(inside, conversation) {
  const { attempts, turn, problem, same, same_version: version } = inside;
  if (!attempts.length) {
    return [el("p", { class: "muted" }, problem || "No model was asked in this turn.")];
  }
  const remark = problem ? `It cannot be worked out to its end: ${problem}`
    : !version ? "The program has changed since: this is what its present version would ask."
      : same ? "" : "Worked out again, something else comes of it: the time it goes by is that of the turn's end.";
  const asked = new URLSearchParams({ state: attempts[0].state, conversation, turn: turn.turn });
  return [
    el("p", {}, el("a", { href: `#/prompts?${asked}` }, "Try an edit of this prompt on this turn")),
    remark && el("p", { class: "remark" }, remark),
    attempts.map((attempt, place) => request(attempt, turn.calls[place], place, attempts.length)),
  ];
}

function request(attempt, call, place, all) {
  return el("section", { class: "request", "aria-label": `Request ${place + 1}` },
    el("header", {}, all > 1 && el("h2", {}, `Request ${place + 1} of ${all}`),
      el("span", { class: "chip" }, attempt.state), el("span", { class: "chip" }, attempt.format),
      call && el("span", { class: "chip" }, call.model)),
    call && tokens(call), shares(attempt.messages),
    grouped(attempt.messages).map(({ part, messages }) => section(part, messages)),
    (attempt.schema || attempt.tools.length > 0) && el("details", { class: "part constant" },
      el("summary", {}, el("span", { class: "what" }, attempt.schema ? "The schema of the reply" : "The tools"),
        el("span", { class: "muted" }, "constant as well")),
      el("pre", { tabindex: "0" }, JSON.stringify(attempt.schema ?? attempt.tools, null, 2))));
}

function grouped(messages) {
  const found = [];
  for (const each of messages) {
    if (found.at(-1)?.part === each.part) found.at(-1).messages.push(each);
    else found.push({ part: each.part, messages: [each] });
  }
  return found;
}

function section(part, messages) {
  const [title, about] = PARTS[part];
  const size = messages.reduce((sum, each) => sum + each.text.length, 0);
  return el("details", { class: `part ${part}`, open: part === "changing" || part === "said" },
    el("summary", {}, el("span", { class: "what" }, title), el("span", { class: "muted" }, `${about} · ${many(size, "character")}`)),
    messages.map((each) => el("div", { class: "words" }, el("span", { class: "role" }, each.role), el("pre", { tabindex: "0" }, each.text))));
}

/** How much of the request each part is. */
function shares(messages) {
  const sizes = grouped(messages).map(({ part, messages }) => [part, messages.reduce((sum, each) => sum + each.text.length, 0)]);
  const whole = sizes.reduce((sum, [, size]) => sum + size, 0) || 1;
  const said = sizes.map(([part, size]) => `${PARTS[part][0]}: ${Math.round((100 * size) / whole)} %`).join(", ");
  return el("div", { class: "shares", role: "img", "aria-label": said, title: said },
    sizes.map(([part, size]) => el("i", { class: part, vars: { "--share": `${(100 * size) / whole}%` } })));
}

export function tokens(call) {
  const { input_tokens: input, output_tokens: output, cached_tokens: cached } = call;
  if (input === null) return el("p", { class: "muted" }, "The server counted no tokens.");
  const share = input ? Math.round((100 * (cached ?? 0)) / input) : 0;
  return el("p", { class: "tokens" }, `${number(input)} tokens in`,
    el("span", { class: `chip ${share ? "good" : ""}` }, `${share} % cached`), `${number(output ?? 0)} out`);
}

/** The raw replies. */
export function replies({ attempts, turn }) {
  if (!attempts.length) return el("p", { class: "muted" }, "No model was asked in this turn.");
  return attempts.map(({ raw }, place) => {
    const call = turn.calls[place];
    return el("section", { class: "request", "aria-label": `Reply ${place + 1}` },
      el("header", {}, attempts.length > 1 && el("h2", {}, `Reply ${place + 1} of ${attempts.length}`),
        call && el("span", { class: `chip ${call.problem ? "bad" : "good"}` }, call.problem ? "of no use" : call.finish)),
      call?.problem && el("p", { class: "problem" }, call.problem), el("pre", { tabindex: "0", class: "raw" }, indented(raw)));
  });
}

/** JSON with line breaks; anything else as it is. */
function indented(raw) {
  try {
    return JSON.stringify(JSON.parse(raw), null, 2);
  } catch {
    return raw;
  }
}
