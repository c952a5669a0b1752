// Where the client writes: grows with the text, keeps it through reloads, counts when it gets long, sends once.

import { button, el } from "../dom.js";
import { forGood } from "../kept.js";
import { number } from "../words.js";

export const LONGEST = 100_000; // characters of one message

export const coarse = () => matchMedia("(pointer: coarse)").matches;

/** `send(text)` is called with what was written, or with "" to let the coach go on. */
export function composer({ draft, send, placeholder = "Write what comes to mind …", words = "Your message" }) {
  const area = el("textarea", {
    id: "words", rows: 1, placeholder, "aria-label": words, "aria-describedby": "length", autocapitalize: "sentences",
    enterkeyhint: coarse() ? "enter" : "send", oninput: () => changed(), onkeydown: (event) => pressed(event),
  });
  const length = el("span", { id: "length", class: "length", role: "status" });
  const submit = el("button", { type: "submit", class: "button strong round", title: "Send (Enter)" });
  submit.append(...button("Send", () => {}, { drawing: "send", quiet: true }).childNodes);
  const silent = button("Say nothing, let the coach go on", () => go(""), { kind: "bare small", drawing: "on" });
  const form = el("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); written(); } },
    el("div", { class: "field" }, area, submit), el("div", { class: "below" }, silent, length));
  let busy = false;

  function go(text) {
    if (busy || [...text].length > LONGEST || (text !== "" && !text.trim())) return;
    send(text);
  }

  /** Sent a second time, the field is empty: that is not to say nothing, which has a button of its own. */
  function written() {
    if (area.value) go(area.value);
  }

  function changed() {
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight + 2, innerHeight * 0.45)}px`;
    silent.hidden = area.value.trim() !== "";
    const size = area.value.length < LONGEST / 4 ? 0 : [...area.value].length;
    length.textContent = size > LONGEST
      ? `${number(size - LONGEST)} characters too many: send it in two parts`
      : size > LONGEST * 0.8 ? `${number(LONGEST - size)} characters left` : "";
    length.classList.toggle("bad", size > LONGEST);
    if (area.value) forGood.set(draft, area.value);
    else forGood.remove(draft);
  }

  function pressed(event) {
    if (event.key !== "Enter" || event.isComposing || coarse()) return;
    if (event.shiftKey || event.altKey) return;
    event.preventDefault();
    form.requestSubmit();
  }

  area.value = forGood.get(draft) ?? "";
  return {
    node: form,
    /** Once it is on the page: be as high as what is written. */
    fit: changed,
    focus: () => area.focus({ preventScroll: true }),
    clear: () => { area.value = ""; changed(); },
    /** Give a text back that was not taken. */
    restore: (text) => { if (!area.value) { area.value = text; changed(); } },
    busy: (is) => { busy = is; submit.setAttribute("aria-disabled", String(is)); silent.disabled = is; },
    hints: (hint) => { area.placeholder = hint; },
  };
}
