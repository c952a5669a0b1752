// A turn while it runs: its events with their times, as they come.

import { el, fill } from "../dom.js";
import { follow } from "../turns.js";
import { milliseconds } from "../words.js";
import { action } from "./turn.js";

const AT_ONCE = 200; // milliseconds in which what was told before is told again

export class Live {
  constructor() {
    this.node = el("section", { class: "panel live", "aria-label": "The turn that runs", hidden: true });
  }

  /** Listen to a turn until its end. `told(kind, data)` hears its events as well. When what came before was, is not known. */
  async listen(id, turn, signal, told) {
    const began = performance.now();
    const words = el("p", { class: "typed" });
    const list = el("ol", { class: "ticks" });
    const actions = el("ol", { class: "actions" });
    const tick = (said) => {
      const since = performance.now() - began;
      list.append(el("li", {}, el("span", { class: "time" }, since < AT_ONCE ? "before" : milliseconds(since)), said));
    };
    fill(this.node, el("h2", {}, `Turn ${turn} is running`), el("p", { class: "muted small" }, "With the times since it was noticed here."), list, actions, words);
    this.node.hidden = false;
    let spoke = false;
    const hear = (kind, data) => {
      if (kind === "started") tick(`claimed in ${data.state}; the model is asked`);
      if (kind === "action") actions.append(action({ by: "", attempt: 0, ...data }));
      if (kind === "action" && !spoke) tick(`the machine ruled on ${data.type}`);
      if (kind === "moved") tick(`moved to ${data.to_state}`);
      if (kind === "text" && !spoke) { spoke = true; tick("the first words"); }
      if (kind === "text") words.textContent += data.text;
      if (kind === "retracted") { words.textContent = ""; spoke = false; tick(`withdrawn: ${data.reason}`); }
      if (kind === "completed") tick("committed");
      if (kind === "failed") tick(`failed: ${data.title}`);
      told(kind, data);
    };
    try {
      await follow(id, turn, hear, signal);
    } catch {
      // Whatever became of it is seen when the conversation is looked at again.
    } finally {
      this.node.hidden = true;
    }
  }
}
