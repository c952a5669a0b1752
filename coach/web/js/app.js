// The page as a whole: who looks at it, which view is shown, in which colours.

import { Problem, get, key } from "./api.js";
import { button, el, fill } from "./dom.js";
import { showKey } from "./entering.js";
import { forgetWords } from "./kept.js";
import { themeButton } from "./theme.js";

const VIEWS = {
  talk: { title: "Talk", load: () => import("./talk/index.js") },
  watch: { title: "Watch", load: () => import("./watch/index.js"), operators: true },
  overview: { title: "Overview", load: () => import("./overview/index.js"), operators: true },
  prompts: { title: "Prompts", load: () => import("./prompts/index.js"), operators: true },
};

const main = document.getElementById("main");
const top = document.getElementById("top");
let leave = () => {};
let known = null;
let showing = 0;

/** Where the page is: #/view/of/what?with=this */
function place() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [view, ...rest] = path.split("/").map(decodeURIComponent);
  return { view: VIEWS[view] ? view : "talk", rest: VIEWS[view] ? rest : [], query: new URLSearchParams(query) };
}

export function go(path) {
  location.hash = `#/${path}`;
}

async function meet() {
  const [caller, graph] = await Promise.all([get("caller"), get("program/graph.json")]);
  const titles = new Map(graph.states.map((state) => [state.name, state.title]));
  return { caller, program: { graph, titles: (name) => titles.get(name) ?? name } };
}

async function show() {
  const mine = ++showing;
  leave();
  leave = () => {};
  const { view, rest, query } = place();
  try {
    known ??= await meet();
    const open = VIEWS[view].operators && known.caller.role === "client" ? "talk" : view;
    bar(open, rest[0]);
    const { show: shown } = await VIEWS[open].load();
    if (mine !== showing) return;
    const room = el("div", { class: `view of-${open}` });
    const done = await shown(room, { ...known, rest, query, go });
    if (mine !== showing) { done?.(); return; }
    leave = done ?? leave;
    fill(main, room);
    room.dispatchEvent(new Event("shown"));
  } catch (error) {
    if (mine === showing) failed(error);
  }
}

function failed(error) {
  if (error instanceof Problem && error.status === 401) {
    known = null;
    fill(top, mark(), el("div", { class: "end" }, themeButton()));
    fill(main, showKey((given) => { key.set(given); show(); }, key.get() ? error.message : ""));
    key.set("");
    document.getElementById("key").focus();
    return;
  }
  if (!(error instanceof Problem)) console.error(error);
  const again = button("Try again", show, { kind: "strong", drawing: "rewind" });
  const said = error instanceof Problem ? error.words : "Something in this page failed; the console says more.";
  fill(main, el("div", { class: "trouble", role: "alert" },
    el("h1", {}, error.status === 404 ? "There is nothing here" : "That did not work"), el("p", {}, said),
    el("p", { class: "buttons" }, again, el("a", { class: "button plain", href: "#/talk" }, "To the beginning"))));
}

function forget() {
  key.set("");
  forgetWords();
  known = null;
  show();
}

function mark() {
  return el("a", { class: "mark", href: "#/talk", "aria-label": "coach: to the beginning" },
    el("img", { src: "web/icon.svg", alt: "", width: 28, height: 28 }), el("span", {}, "coach"));
}

function bar(open, id) {
  const operates = known.caller.role !== "client";
  const links = Object.entries(VIEWS).filter(([, view]) => operates || !view.operators);
  const other = { talk: "watch", watch: "talk" }[open]; // which has the same conversation; where one is, it is all of them
  const to = (name) => (id && name === other ? `#/${name}/${id}` : `#/${name}`);
  fill(top, mark(),
    links.length > 1 && el("nav", { "aria-label": "Views" }, el("ul", {}, links.map(([name, { title }]) =>
      el("li", {}, el("a", { href: to(name), "aria-current": name === open ? "page" : null }, title))))),
    el("div", { class: "end" },
      key.get() && button("Forget the key", forget, { kind: "bare", drawing: "key", quiet: true }),
      themeButton()));
}

addEventListener("hashchange", async () => {
  await show();
  if (!main.contains(document.activeElement)) main.focus({ preventScroll: true }); // else the view has put it where one goes on
});
addEventListener("unhandledrejection", (event) => {
  const { reason } = event;
  if (reason?.name !== "AbortError") failed(reason);
  if (reason instanceof Problem) event.preventDefault(); // it is told on the page
});
show();

