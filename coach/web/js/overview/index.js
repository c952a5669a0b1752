// Overview: all conversations at once, on the graph and as a list.

import { get } from "../api.js";
import { el, fill } from "../dom.js";
import { drawing, legend, undrawn } from "../graph.js";
import { number } from "../words.js";
import { conversationList } from "./list.js";
import { duration, flow, numbers, refusals, spent } from "./tables.js";

const MARKS = [["", "Darker: more came. The number: how many are here."]];

export async function show(root, { program }) {
  const list = conversationList(program);
  const [data, graph] = await Promise.all([get("overview"), drawing(program), list.load()]);
  fill(root, el("div", { class: "overview" },
    el("header", {}, el("h1", {}, "Overview"), el("p", { class: "muted" },
      data.conversations >= data.most ? `The newest ${number(data.most)} conversations` : "All conversations", ` of ${program.graph.program}`)),
    numbers(data, program),
    el("div", { class: "sides" },
      el("section", { class: "graph-room", "aria-label": "Conversations on the graph" }, graph ? [graph.node, legend(MARKS)] : undrawn()),
      el("div", { class: "stack" }, flow(data, program), refusals(data, program), spent(data, program),
        el("section", { class: "panel" }, el("h2", {}, "Conversations"), list.node)))));
  root.addEventListener("shown", () => { graph?.fit(); if (graph) crowd(graph, data, list); }, { once: true });
  document.title = "Overview · coach";
}

/** Shade states by how many came, and say so on them; a click narrows the list down. */
function crowd(graph, data, list) {
  const most = Math.max(1, ...Object.values(data.states).map((stay) => stay.came));
  graph.drawn.classList.add("crowded");
  for (const [name, stay] of Object.entries(data.states)) {
    const node = graph.part(`state-${name}`);
    if (!node) continue;
    node.style.setProperty("--heat", `${Math.round((32 * stay.came) / most)}%`);
    node.querySelector("title").textContent += ` — ${stay.came} came, ${stay.there} are here, ${stay.stopped} stopped here`
      + (stay.seconds === null ? "" : `; ${duration(stay.seconds)} in the middle`);
    if (stay.there) graph.badge(name, number(stay.there));
    node.addEventListener("click", async () => {
      await list.only(name);
      list.node.scrollIntoView({ block: "nearest" });
    });
  }
  for (const { source, target, by, times } of data.taken) {
    for (const [id, exit] of graph.edges) {
      if (exit.source === source && exit.target === target && exit.by === by) {
        const part = graph.part(id);
        part?.classList.add("taken");
        part?.style.setProperty("--thick", String(1 + 4 * (times / Math.max(...data.taken.map((each) => each.times)))));
      }
    }
  }
}
