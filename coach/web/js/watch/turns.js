// The turns of the conversation that is watched: the latest, and earlier ones as they are asked for.

import { get } from "../api.js";

const PAGE = 200, MOST = 1000; // turns

export class Turns {
  constructor(id, signal) {
    Object.assign(this, { id, signal, known: [] });
  }

  get first() {
    return this.known[0]?.turn ?? 0;
  }

  get last() {
    return this.known.at(-1)?.turn ?? 0;
  }

  at(turn) {
    return this.known[turn - this.first];
  }

  /** The moves up to a turn, as far as they are known. */
  moves(turn) {
    return this.known.filter((each) => each.turn <= turn && each.from_state !== each.state)
      .map((each) => ({ from: each.from_state, to: each.state }));
  }

  /** Those that are not there yet, up to `newest`: the latest, or all since `from`. */
  async load(newest, from = Infinity) {
    const begin = this.known.at(-1)?.turn ?? Math.max(-1, Math.min(newest - MOST, from - PAGE));
    let after = begin >= 0 ? String(begin) : undefined;
    for (let more = true; more;) {
      const page = await this.page(after);
      this.known.push(...page.items);
      ({ more, after } = page);
    }
  }

  /** Some before the first that is there; asked for once, however often. */
  earlier() {
    this.coming ??= this.before(this.first).finally(() => { this.coming = null; });
    return this.coming;
  }

  async before(turn) {
    const begin = turn - PAGE - 1;
    const { items } = await this.page(begin >= 0 ? String(begin) : undefined);
    this.known.unshift(...items.filter((each) => each.turn < turn));
  }

  page(after) {
    return get(`conversations/${this.id}/turns`, { after, limit: PAGE }, { signal: this.signal });
  }

  clear() {
    this.known = [];
  }
}
