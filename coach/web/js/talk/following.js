// Notices that a conversation went on elsewhere: in another tab, by an operator, on another machine.

import { get } from "../api.js";

const EVERY = 4000; // milliseconds between looks, while the page is seen
const tabs = "BroadcastChannel" in globalThis ? new BroadcastChannel("coach") : null;

export class Watch {
  /** `changed(state)` is told when there are turns that `turn` does not count, or somebody took it over. */
  constructor(id, signal, changed, every = EVERY) {
    Object.assign(this, { id, signal, changed, turn: 0 });
    const timer = setInterval(() => this.look(), every);
    const hear = ({ data }) => { if (data === id) this.look(); };
    const seen = () => { if (document.visibilityState === "visible") this.look(); };
    tabs?.addEventListener("message", hear);
    document.addEventListener("visibilitychange", seen);
    signal.addEventListener("abort", () => {
      clearInterval(timer);
      tabs?.removeEventListener("message", hear);
      document.removeEventListener("visibilitychange", seen);
    });
  }

  /** Tell the other tabs. */
  tell() {
    tabs?.postMessage(this.id);
  }

  async look() {
    if (this.looking || document.visibilityState !== "visible" || this.signal.aborted) return;
    this.looking = true;
    try {
      const state = await get(`conversations/${this.id}`, {}, { signal: this.signal });
      const mark = `${state.turn} ${state.taken_by} ${state.running?.turn ?? ""}`;
      if (state.turn !== this.turn || mark !== this.mark) {
        const first = this.mark === undefined && state.turn === this.turn && !state.running;
        const before = { turn: this.turn, mark: this.mark };
        Object.assign(this, { turn: state.turn, mark });
        if (!first) await this.changed(state).catch((error) => { Object.assign(this, before); throw error; });
      }
    } catch {
      // Looked again in a moment.
    } finally {
      this.looking = false;
    }
  }
}
