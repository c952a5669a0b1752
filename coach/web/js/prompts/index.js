// Prompts: read the templates, try an edit on a stored turn, see what `coach check` says. Nothing is saved.

import { get, post } from "../api.js";
import { button, el, fill } from "../dom.js";
import { difference } from "./difference.js";

export async function show(root, { program, rest, query }) {
  const { templates, findings } = await get("program/prompts");
  const chosen = templates.find((each) => each.name === rest[0]) ?? templates.find((each) => each.states.includes(query.get("state"))) ?? templates.find((each) => each.states.length) ?? templates[0];
  const area = el("textarea", { id: "template", class: "mono", spellcheck: "false", value: chosen.text, rows: 24, oninput: () => edited() });
  const state = el("span", { class: "chip" }, "as it is in the program");
  const conversation = el("input", { id: "try-conversation", autocomplete: "off", placeholder: "its id", maxlength: 200 });
  const turn = el("input", { id: "try-turn", type: "number", min: 1, placeholder: "turn" });
  const problem = el("p", { class: "problem", role: "alert" });
  const result = el("div", { class: "result", "aria-live": "polite" });
  const tries = button("Try it", () => attempt(), { kind: "strong", drawing: "play" });

  function edited() {
    const is = area.value !== chosen.text;
    state.textContent = is ? "edited, not saved" : "as it is in the program";
    state.className = `chip ${is ? "gold" : ""}`;
  }

  async function attempt() {
    turn.required = conversation.value.trim() !== "";
    if (!turn.reportValidity()) return;
    tries.disabled = true;
    fill(problem);
    const on = conversation.value.trim() ? { conversation: conversation.value.trim(), turn: Number(turn.value) } : {};
    try {
      const found = await post("program/prompts/try", { template: chosen.name, text: area.value, ...on });
      fill(result, outcome(found, { name: chosen.name, turn: on.turn, titles: program.titles }));
      result.scrollIntoView({ block: "nearest" });
    } catch (error) {
      fill(problem, error.words ?? error.message);
    } finally {
      tries.disabled = false;
    }
  }

  fill(root, el("div", { class: "prompts" },
    el("nav", { class: "templates", "aria-label": "Templates" }, el("h1", {}, "Prompts"), el("ul", {}, templates.map((each) => el("li", {},
      el("a", { href: `#/prompts/${encodeURIComponent(each.name)}`, "aria-current": each === chosen ? "page" : null },
        el("span", {}, each.states.length ? program.titles(each.states[0]) : each.name.replace(/\.md\.j2$/, "")),
        el("code", { class: "muted" }, each.name)))))),
    el("div", { class: "stack" },
      el("section", { class: "panel" },
        el("header", {}, el("h2", {}, el("label", { for: "template" }, chosen.name)), state,
          button("As it was", () => { area.value = chosen.text; edited(); }, { kind: "bare small", drawing: "rewind" })),
        area,
        el("div", { class: "try" },
          el("div", { class: "blank" }, el("label", { for: "try-conversation" }, "On the conversation"), conversation),
          el("div", { class: "blank" }, el("label", { for: "try-turn" }, "Turn"), turn), tries),
        problem),
      result,
      el("section", { class: "panel" }, el("h2", {}, "What check says of the program"), listed(findings)))));
  const known = query.get("conversation") ? { conversation: query.get("conversation"), turn: query.get("turn") } : await latest(chosen.states[0]);
  if (known) { conversation.value = known.conversation; turn.value = known.turn; }
  root.addEventListener("shown", () => root.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }), { once: true });
  document.title = "Prompts · coach";
}

/** The latest turn in a state in which a model was asked; in any state, where none is named. */
async function latest(state) {
  const [newest] = (await get("conversations", { limit: 1, state })).items;
  if (!newest) return null;
  const { items } = await get(`conversations/${newest.conversation}/turns`, { after: newest.turn > 20 ? newest.turn - 21 : undefined });
  const asked = items.findLast((each) => each.calls.length > 0 && (!state || each.state === state));
  return asked ? { conversation: newest.conversation, turn: asked.turn } : null;
}

function outcome({ problem, findings, now, then }, { name, turn, titles }) {
  if (problem) return el("section", { class: "panel bad" }, el("h2", {}, "It cannot be used"), el("p", { class: "problem" }, problem));
  const mine = findings.filter((each) => each.place.includes(name));
  return [
    el("section", { class: "panel" }, el("h2", {}, "With this edit, check says"), listed(mine.length ? mine : findings)),
    turn !== undefined && !now.length && el("p", { class: "panel muted" }, `No model was asked in turn ${turn}: choose another to see its request.`),
    now.length > 0 && el("section", { class: "panel" }, el("h2", {}, "The request, as it was and as it would be"),
      now.map((attempt, place) => [
        now.length > 1 && el("h3", {}, `Request ${place + 1} of ${now.length}, in ${titles(attempt.state)}`), difference(attempt, then[place])])),
  ];
}

function listed(findings) {
  if (!findings.length) return el("p", {}, el("span", { class: "chip good" }, "nothing to say"));
  return el("ul", { class: "findings" }, findings.map(({ code, severity, place, sentence }) => el("li", {},
    el("span", { class: `chip ${severity === "error" ? "bad" : "gold"}` }, `${severity} ${code}`), el("code", {}, place), el("p", {}, sentence))));
}
