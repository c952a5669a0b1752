// Dialogs: something is asked for before it is done, or a text is shown to be taken along.

import { button, el, fill, notice } from "./dom.js";

/** Ask for some fields ([{name, label, kind, value, choices, about}]), then `done(values)`; what it raises is shown. */
export function ask({ title, about, fields, does, danger = false }, done) {
  const problem = el("p", { class: "problem", role: "alert" });
  const inputs = fields.map((field) => ({ ...field, input: input(field) }));
  const submit = el("button", { type: "submit", class: `button ${danger ? "danger" : "strong"}` }, does);
  const dialog = el("dialog", { "aria-labelledby": "dialog-title", onclose: () => dialog.remove() },
    el("form", { onsubmit: send }, el("h2", { id: "dialog-title" }, title), about && el("p", { class: "muted" }, about),
      inputs.map(({ label, input, name }) => el("div", { class: "blank" }, el("label", { for: `ask-${name}` }, label), input)),
      problem,
      el("div", { class: "buttons" }, button("Leave it", () => dialog.close(), { kind: "bare" }), submit)));

  async function send(event) {
    event.preventDefault();
    for (const { input, needed = true } of inputs) if (needed && !input.value.trim()) input.value = ""; // blanks are nothing
    if (!event.target.reportValidity()) return;
    submit.disabled = true;
    fill(problem);
    try {
      await done(Object.fromEntries(inputs.map(({ name, input }) => [name, input.value])));
      dialog.close();
    } catch (error) {
      fill(problem, error.words ?? error.message);
    } finally {
      submit.disabled = false;
    }
  }

  document.body.append(dialog);
  dialog.showModal();
}

function input({ name, kind = "text", value = "", choices, needed = true, ...more }) {
  const id = `ask-${name}`;
  if (choices) {
    return el("select", { id }, choices.map(([of, said]) => el("option", { value: of, selected: of === value }, said)));
  }
  if (kind === "long") return el("textarea", { id, rows: more.rows ?? 3, value, required: needed, class: more.mono ? "mono" : null });
  return el("input", { id, type: kind, value, required: needed, autocomplete: "off", ...more });
}

/** Show a text that can be copied or kept as a file. */
export function show({ title, about, text, file }) {
  const area = el("textarea", { rows: 16, readonly: true, value: text, class: "mono", "aria-label": title });
  const copy = async () => {
    area.select();
    try {
      await navigator.clipboard.writeText(text);
      notice("Copied.");
    } catch {
      notice("The browser does not let the page copy; the text is selected, so copy it by hand.", "bad");
    }
  };
  const href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const dialog = el("dialog", { class: "wide", "aria-labelledby": "dialog-title", onclose: () => { URL.revokeObjectURL(href); dialog.remove(); } },
    el("form", { method: "dialog" }, el("h2", { id: "dialog-title" }, title), about && el("p", { class: "muted" }, about), area,
      el("div", { class: "buttons" }, button("Close", () => dialog.close(), { kind: "bare" }),
        button("Copy", copy, { drawing: "copy" }),
        el("a", { class: "button strong", href, download: file }, "Keep as a file"))));
  document.body.append(dialog);
  dialog.showModal();
  area.setSelectionRange(0, 0);
  area.scrollTop = 0;
}
