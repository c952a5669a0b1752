// Conversations as a list, with what narrows it down.

import { get } from "../api.js";
import { button, el, fill } from "../dom.js";
import { exactly, moment } from "../words.js";

const MORE = 50;
const HEADS = ["State", "User", "Label", "Turn", "Version", "Last turn"];

/** The list as a view of its own. */
export async function showList(root, { program }) {
  const list = conversationList(program);
  fill(root, el("div", { class: "page" }, el("h1", {}, "Conversations"), list.node));
  document.title = "Watch · coach";
  await list.load();
}

/** A list that can be narrowed down: {node, load, only(state)}. */
export function conversationList(program) {
  const field = (name, label, more = {}) => {
    const input = more.choices
      ? el("select", { id: `by-${name}` }, more.choices.map(([value, said]) => el("option", { value }, said)))
      : el("input", { id: `by-${name}`, type: "search", autocomplete: "off", placeholder: "any", list: more.known && "versions" });
    input.addEventListener("change", () => load());
    return { name, input, row: el("div", { class: "blank" }, el("label", { for: `by-${name}` }, label), input) };
  };
  const fields = [
    field("search", "User"),
    field("state", "State", { choices: [["", "any"], ...program.graph.states.map((each) => [each.name, each.title])] }),
    field("label", "Label"),
    field("version", "Program version", { known: true }),
  ];
  const versions = new Set([program.graph.version]);
  const known = el("datalist", { id: "versions" });
  const rows = el("tbody");
  const empty = el("p", { class: "muted none", hidden: true }, "There are none.");
  const more = button("More", () => load(true), { kind: "plain" });
  let after = null;
  let asked = 0;

  async function load(further = false) {
    const mine = ++asked;
    const query = Object.fromEntries(fields.map(({ name, input }) => [name, input.value.trim()]));
    const page = await get("conversations", { ...query, limit: MORE, after: further ? after : undefined });
    if (mine !== asked) return;
    ({ after } = page);
    if (!further) fill(rows);
    for (const { version } of page.items) versions.add(version);
    fill(known, [...versions].map((each) => el("option", { value: each })));
    rows.append(...page.items.map((each) => row(each, program)));
    more.hidden = !page.more;
    empty.hidden = rows.children.length > 0;
  }

  const node = el("section", { class: "conversations", "aria-label": "Conversations" },
    el("form", { class: "narrow", role: "search", onsubmit: (event) => { event.preventDefault(); load(); } }, fields.map(({ row }) => row), known),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "The list" },
      el("table", { class: "rows" }, el("thead", {}, el("tr", {}, HEADS.map((said) => el("th", { scope: "col" }, said)))), rows)),
    empty, el("p", { class: "buttons" }, more));
  more.hidden = true;
  return { node, load, only: (state) => { fields[1].input.value = state; return load(); } };
}

function row(line, program) {
  const cells = [line.user, line.label ?? "", String(line.turn), el("code", {}, line.version),
    el("time", { datetime: line.turned, title: exactly(line.turned) }, moment(line.turned))];
  return el("tr", {},
    el("th", { scope: "row" }, el("a", { href: `#/watch/${line.conversation}` }, program.titles(line.state)), line.taken_by && el("span", { class: "chip gold" }, line.taken_by)),
    cells.map((cell, place) => el("td", { data: { name: HEADS[place + 1] } }, cell)));
}
