// How far the conversation has come: the groups of the program in their order, with the states of the present one.

import { el, icon } from "../dom.js";

/** The groups with their states; states of no group stand alone, and interludes are not counted. */
export function groupsOf(graph) {
  const found = new Map();
  for (const state of graph.states) {
    if (state.interlude) continue;
    const name = state.group || state.title;
    if (!found.has(name)) found.set(name, []);
    found.get(name).push(state);
  }
  return [...found].map(([name, states]) => ({ name, states }));
}

/** Where a state is among the groups; an interlude is where it leads to. */
export function placeOf(graph, groups, state) {
  const names = new Set([state]);
  const known = graph.states.find((each) => each.name === state);
  if (known?.interlude) for (const exit of graph.exits) if (exit.source === state) names.add(exit.target);
  const here = groups.findIndex((group) => group.states.some((each) => names.has(each.name)));
  return Math.max(0, here);
}

/** The list of the groups; `open`, whether all of them are seen: on a wide page they are. */
export function progress(graph, conversation, open = matchMedia("(min-width: 62rem)").matches) {
  const groups = groupsOf(graph);
  const here = placeOf(graph, groups, conversation.state);
  const done = conversation.over ? groups.length : here;
  const said = conversation.over ? "This conversation is over" : `Part ${here + 1} of ${groups.length}`;
  const list = el("ol", { class: "groups" }, groups.map((group, place) => {
    const is = place < done ? "done" : place === here && !conversation.over ? "here" : "ahead";
    return el("li", { class: is, "aria-current": is === "here" ? "step" : null },
      el("span", { class: "dot" }, is === "done" && icon("check")),
      el("span", { class: "name" }, group.name, is === "done" && el("span", { class: "unseen" }, " (done)")),
      is === "here" && group.states.length > 1 && el("ul", {}, group.states.map((state) => el("li", {
        class: state.name === conversation.state ? "now" : "",
      }, state.title))));
  }));
  const bar = el("span", { class: "bar", "aria-hidden": "true" },
    groups.map((_, place) => el("i", { class: place < done ? "done" : place === here ? "here" : "" })));
  return el("details", { class: "progress", open },
    el("summary", {}, el("span", { class: "step-of" }, said),
      el("span", { class: "title" }, conversation.title), icon("down"), bar),
    list);
}
