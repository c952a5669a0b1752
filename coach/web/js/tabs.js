// Tabs: one of several panels is seen; the arrow keys go from one to the next.

import { el } from "./dom.js";

/** `panels` is a list of {name, title}; gives the bar and the panels by name. */
export function tabs(label, panels, chosen, onchosen = () => {}) {
  const shown = {};
  const heads = panels.map(({ name, title }) => {
    shown[name] = el("div", { role: "tabpanel", id: `panel-${name}`, "aria-labelledby": `tab-${name}`, class: "panels", tabindex: "0" });
    return el("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`,
      data: { name }, onclick: () => choose(name), onkeydown: (event) => step(event, name) }, title);
  });
  const bar = el("div", { class: "tabs", role: "tablist", "aria-label": label }, heads);

  function choose(name) {
    for (const head of heads) {
      const is = head.dataset.name === name;
      head.setAttribute("aria-selected", String(is));
      head.tabIndex = is ? 0 : -1;
      shown[head.dataset.name].hidden = !is;
    }
    onchosen(name);
  }

  function step(event, name) {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    const place = panels.findIndex((each) => each.name === name) + way + panels.length;
    choose(panels[place % panels.length].name);
    heads[place % panels.length].focus();
  }

  choose(chosen);
  return { bar, shown };
}
