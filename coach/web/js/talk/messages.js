// The transcript: messages in their order, a mark where a new part begins, and the message that is being said.

import { el, fill } from "../dom.js";
import { markdown } from "../markdown.js";
import { exactly, moment } from "../words.js";

const WHO = { client: "You", coach: "The coach", offer: "You were asked", answer: "You chose" };

const PAUSE = 15 * 60_000; // milliseconds after which it is said when something was said

/** One message as an item of the list; `dated`, with its time. */
export function message({ role, text, at, model, turn }, dated = false) {
  const person = model?.startsWith("operator:") ? model.slice("operator:".length) : "";
  const head = el("span", { class: "unseen" }, `${person || WHO[role] || role}: `);
  const when = dated && el("time", { datetime: at }, moment(at));
  const tag = person && el("span", { class: "person" }, person);
  return el("li", { class: `message of-${role}${person ? " human" : ""}`, data: { turn, role }, title: at && exactly(at) },
    el("div", { class: "said" }, head, tag, ...body(role, text)), when);
}

function body(role, text) {
  if (role === "coach" || role === "offer") return markdown(text);
  if (role !== "answer") return [el("p", { class: "typed" }, text)];
  const [label, ...written] = text.split("\n");
  return [el("p", { class: "chosen" }, label), written.length > 0 && el("p", { class: "typed" }, written.join("\n"))];
}

/** Where a part begins. */
export function chapter(title, state) {
  return el("li", { class: "chapter", data: { state } }, el("span", {}, title));
}

/** Messages as items, with a mark wherever the state changes; `above` are the messages before them. */
export function items(messages, titles, above = []) {
  const found = [];
  let last = above.findLast(({ role }) => role !== "client" && role !== "answer")?.state;
  let then = Date.parse(above.at(-1)?.at ?? 0);
  for (const each of messages) {
    if (each.state !== last && each.role !== "client" && each.role !== "answer") {
      found.push(chapter(titles(each.state), each.state));
      last = each.state;
    }
    const now = Date.parse(each.at);
    found.push(message(each, now - then > PAUSE));
    then = now;
  }
  return found;
}

/** The message that is being said: its words grow, and can be withdrawn. */
export class Draft {
  constructor() {
    this.text = "";
    this.body = el("div", { class: "said" });
    this.node = el("li", { class: "message of-coach draft", "aria-busy": "true" }, this.body);
    this.thinking();
  }

  thinking(words = "The coach is thinking") {
    this.body.replaceChildren(el("span", { class: "dots", role: "img", "aria-label": words },
      el("i"), el("i"), el("i")));
  }

  more(words) {
    this.text += words;
    if (!this.due) this.due = requestAnimationFrame(() => this.show());
  }

  withdrawn() {
    this.text = "";
    this.thinking();
  }

  show() {
    this.due = 0;
    if (this.text.trim()) fill(this.body, markdown(this.text));
  }
}
