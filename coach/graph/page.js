"use strict";
const figure = document.querySelector("figure");
const edges = [...document.querySelectorAll("figure .edge.exit")];
const ends = JSON.parse(document.getElementById("ends").textContent);

// A state that is chosen is shown with its exits and those that lead to it; choosing it again shows all.
function choose(name) {
  const again = figure.dataset.chosen === name;
  figure.classList.toggle("one", !again);
  figure.dataset.chosen = again ? "" : name;
  const lit = new Set(["state-" + name]);
  for (const [id, [source, target]] of Object.entries(ends)) {
    if (source === name || target === name) {
      lit.add(id).add("state-" + source).add("state-" + target);
    }
  }
  for (const part of document.querySelectorAll("figure .node, figure .edge")) {
    part.classList.toggle("lit", lit.has(part.id));
  }
  if (!again) document.getElementById("about-" + name)?.scrollIntoView({ behavior: "smooth", block: "nearest" });
}

for (const state of document.querySelectorAll("figure .state")) {
  const name = state.id.slice("state-".length);
  state.setAttribute("tabindex", "0");
  state.addEventListener("click", () => choose(name));
  state.addEventListener("keydown", (event) => {
    if (event.key === "Enter") choose(name);
  });
}
document.getElementById("size").addEventListener("click", () => figure.classList.toggle("fit"));
