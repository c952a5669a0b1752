// The messages on the page: the newest first, older ones as they are asked for, so that a long history costs nothing.

import { Problem, get } from "../api.js";
import { button, el, notice } from "../dom.js";
import { items } from "./messages.js";

const FIRST = 60, MORE = 100; // messages
const NEAR = 160; // pixels from the end that still count as reading the end

export class Transcript {
  constructor(id, titles, signal) {
    Object.assign(this, { id, titles, signal, messages: [], older: null, pending: [] });
    this.list = el("ol", { class: "messages" });
    this.earlier = button("Earlier messages", () => this.more(), { kind: "bare small", drawing: "rewind" });
    this.earlier.hidden = true;
    this.node = el("div", { class: "transcript", role: "log", "aria-live": "off", "aria-label": "What was said", tabindex: "0",
      onscroll: () => this.scrolled() }, this.earlier, this.list);
    Object.assign(this, { atEnd: true, top: 0 });
    // Where the room changes, as with a keyboard on the screen, whoever read the end still does.
    const room = new ResizeObserver(() => { if (this.atEnd) this.toEnd(); });
    room.observe(this.node);
    room.observe(this.list);
    signal.addEventListener("abort", () => room.disconnect());
  }

  async load() {
    const page = await this.page();
    this.messages = page.items.reverse();
    this.older = page.more ? page.after : null;
    this.draw();
  }

  /** What came since. */
  async renew() {
    this.renewed(await this.page());
  }

  /** What came since is in this page of the newest. */
  renewed(page) {
    const found = page.items.reverse();
    const last = this.messages.at(-1);
    const from = found[0]?.turn ?? 0;
    const cut = this.messages.findIndex((each) => each.turn >= from);
    const same = last && found.some((each) => each.turn === last.turn) && cut >= 0;
    if (!same || last.turn > found.at(-1).turn) { // taken back, begun again, or far behind
      this.messages = found;
      this.older = page.more ? page.after : null;
      this.draw();
      return;
    }
    const fresh = found.filter((each) => each.turn > last.turn);
    this.list.append(...items(fresh, this.titles, this.messages));
    this.messages.push(...fresh);
    for (const each of this.pending) this.list.append(each);
  }

  async more() {
    this.earlier.disabled = true;
    try {
      const page = await this.page({ after: this.older, limit: MORE });
      const found = page.items.reverse();
      this.older = page.more ? page.after : null;
      const before = this.node.scrollHeight;
      const first = this.list.firstElementChild;
      const [top] = this.messages;
      if (first?.classList.contains("chapter") && found.at(-1)?.state === top?.state) first.remove();
      this.list.prepend(...items(found, this.titles));
      this.messages.unshift(...found);
      this.node.scrollTop += this.node.scrollHeight - before;
    } catch (error) {
      if (!(error instanceof Problem) || error.status === 401) throw error;
      notice(error.words, "bad");
    } finally {
      this.earlier.disabled = false;
      this.earlier.hidden = this.older === null;
    }
  }

  page({ after, limit = FIRST } = {}) {
    return get(`conversations/${this.id}/messages`, { newest: "true", limit, after }, { signal: this.signal });
  }

  draw() {
    this.list.replaceChildren(...items(this.messages, this.titles), ...this.pending);
    this.earlier.hidden = this.older === null;
    this.top = this.node.scrollTop;
  }

  /** What is not kept yet: the client's words, and the message that is being said. */
  tentative(...nodes) {
    this.pending = nodes.filter(Boolean);
    this.list.append(...this.pending);
    this.toEnd();
  }

  drop() {
    for (const each of this.pending) each.remove();
    this.pending = [];
    this.top = this.node.scrollTop; // what was taken away is no going up
  }

  /** The question of the open offer is shown with its buttons, and not above them as well. */
  open(offer) {
    for (const each of this.list.querySelectorAll(".of-offer[hidden]")) each.hidden = false;
    const last = offer && [...this.list.querySelectorAll(".of-offer")].at(-1);
    if (last) last.hidden = true;
  }

  /** Whoever goes up reads something earlier; where only more came below, as with a long text, the end is gone along with. */
  scrolled() {
    const { scrollTop } = this.node;
    if (this.isAtEnd()) this.atEnd = true;
    else if (scrollTop < this.top) this.atEnd = false;
    this.top = scrollTop;
  }

  isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.node;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  /** Go along with what comes, unless something earlier is being read. Once drawn, a text may be longer than was thought. */
  follow() {
    const go = () => { if (this.atEnd) this.toEnd(); };
    if (this.atEnd) requestAnimationFrame(() => { go(); requestAnimationFrame(go); });
  }

  toEnd() {
    this.node.scrollTop = this.node.scrollHeight;
    this.atEnd = true;
  }
}
