// What happened in a turn: what was said, what was done or refused, which exits are open now, how long it all took.

import { el, icon } from "../dom.js";
import { markdown } from "../markdown.js";
import { milliseconds, plain } from "../words.js";

const WHO = { client: "Client", coach: "Coach", offer: "Offer", answer: "Button" };
const BY = { model: "the model asks", auto: "by itself", user: "by a button", operator: "an operator" };

export function happened(inside, titles) {
  const { turn, messages, actions } = inside;
  const moved = turn.from_state !== turn.state;
  return [
    moved && el("p", { class: "moved" }, el("span", { class: "chip" }, titles(turn.from_state)), icon("move"),
      el("span", { class: "chip accent" }, titles(turn.state))),
    messages.length > 0 && el("ol", { class: "said-in" }, messages.map((each) => el("li", { class: `by-${each.role}` },
      el("span", { class: "who" }, each.model?.startsWith("operator:") ? each.model.slice(9) : WHO[each.role] ?? each.role),
      el("div", { class: "said" }, each.role === "coach" || each.role === "offer" ? markdown(each.text) : el("p", { class: "typed" }, each.text)),
      each.lint.length > 0 && el("p", { class: "lint" }, `Noticed: ${each.lint.join("; ")}`)))),
    messages.length === 0 && el("p", { class: "muted" }, "Nothing was said."),
    el("h2", {}, "Actions"),
    actions.length ? el("ol", { class: "actions" }, actions.map(action)) : el("p", { class: "muted" }, "None was proposed."),
  ];
}

export function action({ type, status, kind, reason, summary, params, by, attempt }) {
  const tone = { applied: "good", refused: "bad", failed: "bad" }[status] ?? "gold";
  const given = Object.keys(params).length ? JSON.stringify(params, null, 2) : "";
  return el("li", { class: status },
    el("span", { class: `chip ${tone}` }, icon(status === "applied" ? "check" : "cross"), kind ? `${status}: ${plain(kind)}` : status),
    el("code", { class: "type" }, type),
    el("span", { class: "muted" }, [by && by !== "model" ? BY[by] : "", attempt > 1 ? `asked again` : ""].filter(Boolean).join(", ")),
    (summary || reason) && el("p", {}, summary, summary && reason ? " — " : "", reason),
    given && el("details", {}, el("summary", {}, "Parameters"), el("pre", { tabindex: "0" }, given)));
}

/** The exits of the state after a turn, with what each misses: `known` by who asks, or else as the turn has it. */
export function exits(graph, { state, missing }, known, titles) {
  const own = graph.exits.filter((exit) => exit.source === state && !exit.passes);
  const seen = new Set();
  const rows = own.filter(({ to, by }) => !seen.has(`${to} ${by}`) && seen.add(`${to} ${by}`));
  if (!rows.length) return el("p", { class: "muted" }, "None: the conversation ends here.");
  return el("ul", { class: "exits" }, rows.map(({ to, by }) => {
    const lacks = by === "operator" ? null : known?.find((each) => each.to === to && each.by === by)?.missing ?? missing[to];
    const tone = !lacks ? "" : lacks.length ? "bad" : "good";
    return el("li", {}, el("span", { class: `chip ${tone}` }, lacks && icon(lacks.length ? "cross" : "check"), !lacks ? "by hand" : lacks.length ? "closed" : "open"),
      el("span", { class: "to" }, titles(to)), el("span", { class: "muted" }, BY[by]),
      lacks?.length > 0 && el("ul", { class: "lacks" }, lacks.map((each) => el("li", {}, each))));
  }));
}

/** How long each stage took: the model's time as it was, all else as it is when worked out again. */
export function stages({ stages, turn }) {
  const found = [];
  for (const [place, call] of turn.calls.entries()) {
    const of = (name) => stages.find((each) => each.name === name && each.attempt === place + 1);
    const again = turn.calls.length > 1 ? ` ${place + 1}` : "";
    if (of("render")) found.push(["render", `Render${again}`, of("render").seconds * 1000]);
    found.push(["ask", `Ask${again}`, call.latency_ms]);
    if (of("decide")) found.push(["decide", `Parse and decide${again}`, of("decide").seconds * 1000]);
  }
  if (!found.length) return null;
  const whole = found.reduce((sum, [, , ms]) => sum + ms, 0) || 1;
  const ends = found.map((_, place) => found.slice(0, place).reduce((sum, [, , ms]) => sum + ms, 0));
  return el("div", { class: "stages-of" }, el("h2", {}, "Stages"),
    el("ol", { class: "stages" }, found.map(([kind, said, ms], place) => el("li", { class: kind },
      el("span", { class: "what" }, said),
      el("span", { class: "room", "aria-hidden": "true" }, el("i", { vars: { "--from": `${(100 * ends[place]) / whole}%`, "--share": `${(100 * ms) / whole}%` } })),
      el("span", { class: "time" }, milliseconds(ms))))),
    el("p", { class: "muted small" }, "The model's time is that of the turn; the others are measured by working the turn out again."));
}
