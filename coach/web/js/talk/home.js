// Where talking begins: one's conversations, and a new one.

import { get, onceKey, post } from "../api.js";
import { button, el, fill, icon } from "../dom.js";
import { forGood } from "../kept.js";
import { moment } from "../words.js";

const NAME = "coach.user";
const PAGE = 30; // conversations

export async function showHome(root, { program, caller, go }) {
  const page = await get("conversations", { limit: PAGE });
  const once = onceKey(); // however often the button is pressed, one conversation begins
  const bound = caller.user !== null;
  const name = el("input", { id: "name", value: forGood.get(NAME) ?? "you", maxlength: 200, autocomplete: "off" });
  const problem = el("p", { class: "problem", role: "alert" });
  const begin = el("button", { class: "button strong", type: "submit" }, icon("plus"), "Begin a conversation");

  async function start(event) {
    event.preventDefault();
    begin.disabled = true;
    try {
      const body = bound ? {} : { user: name.value.trim() };
      if (!bound) forGood.set(NAME, name.value.trim());
      const made = await post("conversations", body, { once });
      go(`talk/${made.id}`);
    } catch (error) {
      fill(problem, error.words ?? error.message);
      begin.disabled = false;
    }
  }

  const cards = el("ul", { class: "cards" });
  const further = button("More", async () => put(await get("conversations", { limit: PAGE, after: further.dataset.after })));
  function put({ items, more, after }) {
    cards.append(...items.map((each) => card(each, program, !bound)));
    further.hidden = !more;
    further.dataset.after = after;
  }
  put(page);

  fill(root, el("div", { class: "home" },
    el("div", { class: "hello" },
      el("h1", {}, program.graph.program),
      el("p", {}, purpose(program.graph)),
      el("form", { onsubmit: start },
        !bound && el("div", { class: "blank" }, el("label", { for: "name" }, "Whose conversation"), name),
        begin, problem)),
    page.items.length > 0 && el("section", { class: "earlier", "aria-labelledby": "earlier" },
      el("h2", { id: "earlier" }, "Go on with"),
      cards, el("p", { class: "buttons" }, further))));
  document.title = program.graph.program;
}

function purpose(graph) {
  const groups = graph.groups.length;
  return groups > 1
    ? `A conversation in ${groups} parts, at your own pace. Everything is kept, and you can come back to it at any time.`
    : "Everything is kept, and you can come back to it at any time.";
}

function card(line, program, named) {
  return el("li", {}, el("a", { class: "card", href: `#/talk/${line.conversation}` },
    el("span", { class: "title" }, program.titles(line.state)),
    el("span", { class: "muted" }, [named && line.user, line.label, `turn ${line.turn}`, moment(line.turned)].filter(Boolean).join(" · ")),
    icon("on")));
}

