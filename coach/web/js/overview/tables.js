// Numbers of the overview, as tables with bars.

import { el } from "../dom.js";
import { milliseconds, number } from "../words.js";

export function duration(seconds) {
  for (const [size, unit] of [[86400, "d"], [3600, "h"], [60, "min"]]) {
    if (seconds >= size) return `${(seconds / size).toFixed(1).replace(/\.0$/, "")} ${unit}`;
  }
  return `${Math.round(seconds)} s`;
}

export function numbers(data, program) {
  const final = new Set(program.graph.states.filter((state) => state.final).map((state) => state.name));
  const stays = Object.entries(data.states);
  const over = stays.reduce((sum, [name, stay]) => sum + (final.has(name) ? stay.there : 0), 0);
  const stopped = stays.reduce((sum, [, stay]) => sum + stay.stopped, 0);
  const sum = (name) => data.costs.reduce((all, each) => all + each[name], 0);
  const counted = data.costs.some((each) => each.input_tokens + each.output_tokens);
  const tokens = (name, about) => (counted ? [number(sum(name)), about] : ["–", "not counted"]);
  const cached = sum("input_tokens") ? Math.round((100 * sum("cached_tokens")) / sum("input_tokens")) : 0;
  const one = (said, value, about) => el("div", { class: "panel one" }, el("dt", {}, said), el("dd", {}, value, el("span", { class: "muted" }, about)));
  return el("dl", { class: "numbers" },
    one("Conversations", number(data.conversations), ""), one("Came to the end", number(over), share(over, data.conversations)),
    one("Stopped on the way", number(stopped), stopped ? `${share(stopped, data.conversations)}, no turn for 7 days` : "no turn for 7 days"), one("Model calls", number(sum("calls")), `${number(sum("unusable"))} of no use`),
    one("Tokens in", ...tokens("input_tokens", `${cached} % cached`)), one("Tokens out", ...tokens("output_tokens", "")));
}

const share = (part, whole) => (whole ? `${Math.round((100 * part) / whole)} %` : "");

/** Where conversations are, how long they stay, where they stop. */
export function flow(data, program) {
  const rows = program.graph.states.filter((state) => data.states[state.name]).map((state) => [state, data.states[state.name]]);
  const most = Math.max(1, ...rows.map(([, stay]) => stay.came));
  return table("Where they are, and where they stop", ["State", "Came", "Here", "Stopped", "Turns", "Time"], rows.map(([state, stay]) => [
    state.title, bar(stay.came, most), number(stay.there), stay.stopped ? [el("span", { class: "chip bad" }, number(stay.stopped)), " ", share(stay.stopped, stay.came)] : "0",
    stay.turns === null ? "—" : String(stay.turns), stay.seconds === null ? "—" : duration(stay.seconds),
  ]), "Nobody came yet.");
}

/** What guards refused. */
export function refusals(data, program) {
  const rows = [...data.refused].sort((one, other) => other.times - one.times);
  const most = Math.max(1, ...rows.map((each) => each.times));
  return table("Refused by guards", ["Exit", "Guard", "Times"], rows.map(({ source, target, by, times }) => {
    const exit = program.graph.exits.find((each) => each.source === source && each.to === target && each.by === by);
    return [`${program.titles(source)} → ${program.titles(target)}`, exit?.wants || "—", bar(times, most)];
  }), "No guard refused anything yet.");
}

/** What each state cost. */
export function spent(data, program) {
  const rows = [...data.costs].sort((one, other) => other.input_tokens + other.output_tokens - one.input_tokens - one.output_tokens);
  const most = Math.max(1, ...rows.map((each) => each.input_tokens + each.output_tokens));
  return table("What the model cost", ["State", "Calls", "Tokens", "Cached", "A call"], rows.map((each) => [
    program.titles(each.state), number(each.calls), each.input_tokens + each.output_tokens ? bar(each.input_tokens + each.output_tokens, most) : "—",
    share(each.cached_tokens, each.input_tokens) || "—", milliseconds(each.latency_ms / Math.max(1, each.calls)),
  ]), "No model was asked yet.");
}

function bar(value, most) {
  return el("span", { class: "amount" }, el("i", { "aria-hidden": "true", vars: { "--share": `${(100 * value) / most}%` } }), number(value));
}

function table(title, heads, rows, none) {
  const id = `t-${title.replace(/\W+/g, "-")}`;
  return el("section", { class: "panel", "aria-labelledby": id }, el("h2", { id }, title),
    rows.length ? el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `${title}: the table` }, el("table", { class: "rows" },
      el("thead", {}, el("tr", {}, heads.map((said) => el("th", { scope: "col" }, said)))),
      el("tbody", {}, rows.map(([first, ...rest]) => el("tr", {}, el("th", { scope: "row" }, first), rest.map((cell, place) => el("td", { data: { name: heads[place + 1] } }, cell)))))))
      : el("p", { class: "muted" }, none));
}
