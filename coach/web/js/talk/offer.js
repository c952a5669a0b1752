// An open offer: its question, its texts to edit, and a button for each answer.

import { el, icon } from "../dom.js";
import { markdown, safe } from "../markdown.js";

/** The offer as a form. `answer(button, fields)` is told which button was pressed, with the texts that it takes. */
export function offerCard(offer, answer) {
  const inputs = new Map(offer.fields.map((blank) => [blank.name, input(offer, blank)]));
  const buttons = offer.buttons.map((button, place) => el("button", {
    type: "button", class: `button ${place ? "plain" : "strong"}`, data: { name: button.name },
    onclick: () => answer(button, texts(button, inputs)),
  }, button.label));
  return el("section", { class: `offer of-${/^[\w-]+$/.test(offer.kind) ? offer.kind : "other"}`, "aria-labelledby": "asked" },
    el("div", { id: "asked", class: "question" }, markdown(offer.text)),
    shown(offer),
    [...inputs.values()].map((each) => each.row),
    el("div", { class: "buttons" }, buttons));
}

/** The texts that a button takes, by name, where they were edited: the service knows the others. */
function texts(button, inputs) {
  const edited = button.fields.filter((name) => inputs.get(name).area.value !== inputs.get(name).given);
  return Object.fromEntries(edited.map((name) => [name, inputs.get(name).area.value]));
}

function shown(offer) {
  const href = safe(offer.link);
  if (!href) return null;
  const video = offer.kind === "video";
  return el("a", { class: "shown", href, target: "_blank", rel: "noopener noreferrer" },
    icon(video ? "play" : "out"), el("span", {}, video ? "Watch the video" : "Open what is shown"),
    el("span", { class: "host" }, new URL(href).host));
}

function input(offer, blank) {
  const id = `blank-${offer.id}-${blank.name}`;
  const long = blank.longest > 120;
  const left = el("span", { class: "left", id: `${id}-left` });
  const area = el(long ? "textarea" : "input", {
    id, value: blank.value, rows: long ? 3 : null, type: long ? null : "text", maxlength: blank.longest,
    autocomplete: "off", "aria-describedby": `${id}-left`, oninput: () => count(),
  });
  const count = () => { left.textContent = `${[...area.value].length} of ${blank.longest}`; };
  count();
  return { area, given: blank.value, row: el("div", { class: "blank" }, el("label", { for: id }, blank.label || blank.name), area, left) };
}
