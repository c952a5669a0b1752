// What operators do with a conversation, by hand and on record.

import { call, get, onceKey, post } from "../api.js";
import { button, el, notice } from "../dom.js";
import { ask, show } from "../dialogs.js";
import { forGood } from "../kept.js";

const NAME = "coach.operator";

/** Changes that somebody wrote by hand. */
function read(text) {
  let changes;
  try {
    changes = JSON.parse(text);
  } catch (error) {
    throw new Error(`This is no JSON: ${error.message}.`, { cause: error });
  }
  if (Object.keys(changes ?? {}).length === 0) throw new Error("Nothing is changed by that: name what is to be another.");
  return changes;
}

/** The buttons. `turn()` is the turn that is looked at, `renew()` looks at the conversation again. */
export function toolbar({ state, program, go, turn, renew }) {
  const path = `conversations/${state.id}`;
  const done = (words, kind) => { notice(words, kind); renew(); };

  const move = () => {
    const once = onceKey();
    const choices = program.graph.states.filter((each) => each.name !== state.state).map((each) => [each.name, each.title]);
    ask({
      title: "Move it", about: "Past all guards; the record says that it was done by hand, and why.", does: "Move",
      fields: [{ name: "state", label: "To", choices }, { name: "reason", label: "Why" }],
    }, async (values) => { await post(`${path}/move`, values, { once }); done(`Moved to ${program.titles(values.state)}.`); });
  };

  const fork = () => {
    const once = onceKey();
    ask({
      title: "Fork it", about: "A copy as it was after a turn; this one stays as it is.", does: "Fork",
      fields: [{ name: "turn", label: "After turn", kind: "number", value: turn(), min: 0, max: state.turn },
        { name: "label", label: "Label", needed: false, value: "" }],
    }, async ({ turn: after, label }) => {
      const made = await post(`${path}/fork`, { turn: Number(after), label: label || null }, { once });
      notice("The copy is here.");
      go(`watch/${made.id}`);
    });
  };

  const rewind = () => {
    const once = onceKey();
    ask({
      title: "Take it back", about: "What came after that turn is gone from it; a copy of the whole is kept beside it.",
      does: "Take back", danger: true,
      fields: [{ name: "turn", label: "To turn", kind: "number", value: turn(), min: 0, max: state.turn }],
    }, async ({ turn: to }) => {
      const { kept } = await post(`${path}/rewind`, { turn: Number(to) }, { once });
      if (kept) done(["Taken back. The whole is kept as ", el("a", { href: `#/watch/${kept}` }, kept), "."], "lasting");
      else done("There was nothing to take back.");
    });
  };

  const take = () => {
    const once = onceKey();
    ask({
      title: "Answer in the coach's place", about: "No model is asked until you let the coach answer again.", does: "Take over",
      fields: [{ name: "by", label: "Your name, which the client sees", value: forGood.get(NAME) ?? "" }],
    }, async ({ by }) => {
      forGood.set(NAME, by);
      await post(`${path}/takeover`, { by }, { once });
      done(`${by} answers now.`);
    });
  };

  const answer = () => {
    const once = onceKey();
    ask({
      title: "Your words", about: `The client reads them as ${state.taken_by}'s.`, does: "Say it",
      fields: [{ name: "text", label: "What you say", kind: "long", rows: 6 }],
    }, async (values) => { await post(`${path}/answer`, values, { once }); done("Said."); });
  };

  const release = async () => {
    try {
      await post(`${path}/release`, undefined, { once: onceKey() });
      done("The coach answers again.");
    } catch (error) {
      notice(error.words ?? error.message, "bad");
    }
  };

  const edit = () => {
    const once = onceKey();
    ask({
      title: "Change what is remembered", does: "Change",
      about: "JSON: scalars by name; for a collection an object of “add”, “change” and “remove”.",
      fields: [{ name: "changes", label: "Changes", kind: "long", rows: 8, mono: true, value: "{\n  \n}" }, { name: "reason", label: "Why" }],
    }, async ({ changes, reason }) => {
      await call("PATCH", `${path}/memory`, { body: { changes: read(changes), reason }, once });
      done("Changed.");
    });
  };

  const file = async (title, what, ending) => {
    try {
      const text = await get(`${path}/${what}`, {}, { as: "text" });
      show({ title, about: "It has the client's words in it.", text, file: `${state.id}.${ending}.yaml` });
    } catch (error) {
      notice(error.words ?? error.message, "bad");
    }
  };

  const tool = (words, does, drawing, kind = "plain small") => {
    let busy = false;
    const pressed = async () => {
      if (busy) return; // a second click is no second deed
      busy = true;
      try { await does(); } finally { busy = false; }
    };
    return button(words, pressed, { kind, drawing });
  };
  return el("div", { class: "tools", role: "group", "aria-label": "What you can do" },
    state.taken_by
      ? [tool("Answer", answer, "send", "strong small"), tool("Let the coach answer", release, "check")]
      : !state.over && tool("Take over", take, "person"),
    tool("Move", move, "move"), tool("Memory", edit, "plus"), tool("Fork", fork, "fork"), tool("Rewind", rewind, "rewind"),
    tool("Freeze", () => file("A scenario", "scenario", "scenario"), "freeze"),
    tool("As walk", () => file("A walk", "walk", "walk"), "copy"));
}
