// Where a key is asked for: one was made, and none came with the request, or not this one.

import { el, icon } from "./dom.js";
import { sentence } from "./words.js";

export function showKey(entered, problem) {
  const input = el("input", {
    id: "key", type: "password", autocomplete: "current-password", required: true, autofocus: true,
    "aria-describedby": "about-key",
  });
  const submit = (event) => { event.preventDefault(); entered(input.value.trim()); };
  return el("form", { class: "key", onsubmit: submit },
    icon("key"), el("h1", {}, "A key, please"),
    el("p", { id: "about-key", class: "muted" }, "It is kept in this tab alone, and forgotten when you close it."),
    problem && el("p", { class: "problem", role: "alert" }, sentence(problem)),
    el("div", { class: "blank" }, el("label", { for: "key" }, "Key"), input),
    el("button", { class: "button strong", type: "submit" }, "Enter"));
}
