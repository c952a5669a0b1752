// The program's picture, as the service draws it: taken apart and built again of what a drawing needs, so that it is
// coloured by this page and can be marked as things happen.

import { at, key } from "./api.js";
import { add, el, svg } from "./dom.js";

const KEPT = {
  g: ["id", "class", "transform"],
  path: ["d", "stroke-dasharray", "stroke-width"],
  polygon: ["points"],
  polyline: ["points", "stroke-dasharray"],
  ellipse: ["cx", "cy", "rx", "ry"],
  text: ["x", "y", "text-anchor", "font-size", "font-weight"],
  title: [],
};
const MARKS = ["here", "passed", "open", "closed"];

/** The drawing of the program that is served; null where nothing there can draw. */
export async function drawing(program) {
  const source = await loaded(at("program/graph.svg", { theme: "light", bare: "true" }));
  const whole = source?.documentElement.querySelector(":scope > g.graph");
  if (!whole) return null;
  const inner = built(whole);
  for (const part of [...inner.children]) if (part.tagName !== "g") part.remove(); // its title and legend
  return new Graph(inner, program);
}

/** What the marks on it mean: [class, words]; words alone where there is none. */
export const legend = (marks) => el("ul", { class: "legend" },
  marks.map(([kind, said]) => el("li", {}, kind && el("i", { class: kind, "aria-hidden": "true" }), said)));

/** Said in its place where there is none. */
export const undrawn = () => el("p", { class: "muted waiting" }, "There is nothing here to draw the graph with: install coach[graph].");

/** An XML document: read by the browser as such, and never made part of the page. */
function loaded(url) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("GET", url);
    request.responseType = "document";
    request.overrideMimeType("image/svg+xml");
    if (key.get()) request.setRequestHeader("Authorization", `Bearer ${key.get()}`);
    request.onload = () => resolve(request.status === 200 ? request.responseXML : null);
    request.onerror = () => resolve(null);
    request.send();
  });
}

function built(node) {
  const props = {};
  for (const name of KEPT[node.localName]) if (node.hasAttribute(name)) props[name] = node.getAttribute(name);
  if (node.getAttribute("fill") === "none") props.class = `${props.class ?? ""} line`.trim();
  if (node.localName === "text" || node.localName === "title") return svg(node.localName, props, node.textContent);
  return svg(node.localName, props, [...node.children].filter((each) => KEPT[each.localName]).map(built));
}

export class Graph {
  constructor(inner, program) {
    this.program = program;
    this.drawn = svg("svg", { class: "drawn", role: "img", "aria-label": `The states of ${program.graph.program}` }, inner);
    this.inner = inner;
    this.node = el("div", { class: "graph", tabindex: "0", role: "group", "aria-label": "The graph" }, this.drawn);
    this.edges = new Map(program.graph.exits.map((exit) => [`exit-${exit.number}`, exit]));
  }

  /** Once it is on the page: let it be as large as what is drawn. */
  fit() {
    const { x, y, width, height } = this.inner.getBBox();
    const scale = this.inner.transform.baseVal.consolidate()?.matrix;
    const edge = 12;
    this.drawn.setAttribute("viewBox",
      [x + (scale?.e ?? 0) - edge, y + (scale?.f ?? 0) - edge, width + 2 * edge, height + 2 * edge].join(" "));
    this.drawn.style.setProperty("--wide", `${Math.round((width + 2 * edge) * 1.2)}px`);
  }

  part(id) {
    return this.inner.querySelector(`#${CSS.escape(id)}`);
  }

  /** Mark where a conversation is, the moves it made ({from, to}), and what each exit misses (`open`: by who asks). */
  mark({ here, moves, missing, open }) {
    for (const each of this.inner.querySelectorAll(".state, .exit")) each.classList.remove(...MARKS);
    const been = new Set(moves.flatMap(({ from, to }) => [from, to]));
    for (const name of been) this.part(`state-${name}`)?.classList.add("passed");
    this.part(`state-${here}`)?.classList.add("here");
    for (const [id, exit] of this.edges) {
      const edge = this.part(id);
      if (!edge) continue;
      if (moves.some(({ from, to }) => from === exit.source && to === exit.target)) edge.classList.add("passed");
      if (exit.source !== here || exit.by === "operator" || exit.passes) continue;
      const lacks = open?.find(({ to, by }) => to === exit.to && by === exit.by)?.missing ?? missing[exit.to];
      if (lacks) edge.classList.add(lacks.length ? "closed" : "open");
    }
    this.drawn.classList.toggle("marked", true);
  }

  /** No move is seen any more. */
  still() {
    for (const each of this.inner.querySelectorAll(".moving")) each.classList.remove("moving");
  }

  /** Let a move be seen. */
  move(from, to) {
    for (const [id, exit] of this.edges) {
      if (exit.source === from && exit.target === to) this.part(id)?.classList.add("moving");
    }
  }

  /** Write a number on a state's corner. */
  badge(name, words) {
    const node = this.part(`state-${name}`);
    const { x, y, width } = node.querySelector("path").getBBox();
    const wide = 10 + 6.5 * words.length;
    add(node, svg("g", { class: "badge", transform: `translate(${x + width - wide / 2} ${y - 2})` },
      svg("rect", { x: -wide / 2, y: -9, width: wide, height: 18, rx: 9 }),
      svg("text", { "text-anchor": "middle", y: 4, "font-size": 11 }, words)));
  }

  /** Bring a state into sight. */
  show(name) {
    const box = this.part(`state-${name}`)?.getBoundingClientRect();
    if (!box) return;
    const room = this.node.getBoundingClientRect();
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.node.scrollTo({
      top: this.node.scrollTop + box.top - room.top - room.height / 2 + box.height / 2,
      left: this.node.scrollLeft + box.left - room.left - room.width / 2 + box.width / 2,
      behavior: calm ? "auto" : "smooth",
    });
  }
}
