// Talk: one conversation, as the client has it.

import { Problem, get, onceKey } from "../api.js";
import { button, el, fill, icon, speak } from "../dom.js";
import { plainly } from "../markdown.js";
import { forget, patiently, takeTurn, unfinished } from "../turns.js";
import { coarse, composer } from "./composer.js";
import { Watch } from "./following.js";
import { Draft, message } from "./messages.js";
import { offerCard } from "./offer.js";
import { progress } from "./progress.js";
import { Transcript } from "./transcript.js";

/** Show a conversation in `root`. Gives what ends it. */
export async function showTalk(root, { id, program }) {
  const ending = new AbortController();
  const talk = new Talk(root, id, program, ending.signal);
  await talk.open();
  root.addEventListener("shown", () => talk.begin(), { once: true });
  return () => ending.abort(new DOMException("left", "AbortError"));
}

class Talk {
  constructor(root, id, program, signal) {
    Object.assign(this, { id, program, signal, busy: false, taken: 0 });
    this.transcript = new Transcript(id, program.titles, signal);
    this.title = el("h1", { class: "unseen" });
    this.aside = el("aside", { class: "aside", "aria-label": "How far you have come" });
    this.status = el("div", { class: "connection", role: "status", hidden: true });
    this.offered = el("div", { class: "offered" });
    this.failed = el("div", { class: "failed", role: "alert" });
    this.composer = composer({ draft: `coach.draft.${id}`, send: (text) => this.say(text) });
    this.foot = el("div", { class: "foot" }, this.status, this.failed, this.offered, this.composer.node);
    fill(root, el("div", { class: "talk" }, this.aside,
      el("section", { class: "conversation", "aria-label": "Conversation" }, this.title, this.transcript.node, this.foot)));
  }

  async open() {
    const [state] = await Promise.all([this.read(), this.transcript.load()]);
    this.show(state);
  }

  /** The page is there: go on with what was asked for before it was loaded again. */
  begin() {
    this.composer.fit();
    this.transcript.toEnd();
    this.watch = new Watch(this.id, this.signal, (state) => this.changed(state));
    this.watch.turn = this.state.turn;
    const asked = unfinished(this.id);
    if (asked) this.take(asked);
    else if (!coarse()) this.composer.focus();
  }

  read() {
    return get(`conversations/${this.id}`, {}, { signal: this.signal });
  }

  /** The conversation as it stands. */
  show(state) {
    this.state = state;
    this.title.textContent = state.title;
    fill(this.aside, progress(this.program.graph, state, this.aside.querySelector("details")?.open));
    const [offer] = state.offers;
    if (this.shownOffer !== offer?.id || state.over) {
      this.shownOffer = offer?.id;
      fill(this.offered, offer && !state.over && offerCard(offer, (pressed, fields) => this.answer(offer, pressed, fields)));
    }
    this.transcript.open(state.over ? null : offer);
    this.composer.node.hidden = state.over;
    this.composer.hints(offer ? "Answer above, or write …" : "Write what comes to mind …");
    this.note(state.taken_by ? "A person answers you now." : state.over ? "This conversation is over. Everything you said stays here." : "");
    document.title = `${state.title} · ${this.program.graph.program}`;
  }

  note(words, kind = "") {
    this.status.hidden = !words;
    this.status.className = `connection ${kind}`;
    this.status.textContent = words;
  }

  // --- taking turns -----------------------------------------------------------------------------

  say(text) {
    if (this.busy) return;
    this.composer.clear();
    // The same words once more are the same turn: it may have happened, and only its end was not heard.
    this.take(this.failing && this.failing.body.text === text ? this.failing : { body: text ? { text } : {} });
  }

  answer(offer, pressed, fields) {
    if (this.busy) return;
    this.take({ body: { offer: offer.id, button: pressed.name, fields }, label: pressed.label });
  }

  async take(asked) {
    this.busy = true;
    this.composer.busy(true);
    this.offered.toggleAttribute("inert", true);
    this.failing = null;
    this.taken += 1;
    asked.once ??= onceKey();
    fill(this.failed);
    const draft = new Draft();
    const own = this.own(asked);
    this.transcript.tentative(own, draft.node);
    let result = null;
    try {
      result = await takeTurn(this.id, asked, (kind, data) => this.heard(kind, data, draft), this.signal);
      await this.settled(result);
    } catch (error) {
      if (this.signal.aborted) return;
      this.transcript.drop();
      if (result || !(error instanceof Problem)) throw error; // what happened is never given back to be said again
      await this.refused(asked, error);
    } finally {
      this.busy = false;
      this.composer.busy(false);
      this.offered.toggleAttribute("inert", false);
    }
  }

  /** What the client did, as it stands in the transcript until the turn is there. */
  own({ body, label, text = body.text }) {
    const written = Object.values(body.fields ?? {}).filter(Boolean);
    const said = body.offer ? [label ?? body.button, ...written].join("\n") : text;
    return said ? message({ role: body.offer ? "answer" : "client", text: said }) : null;
  }

  heard(kind, data, draft) {
    if (kind === "started" || kind === "retracted") draft.withdrawn();
    if (kind === "text") draft.more(data.text);
    if (kind === "waiting" && data.busy) this.note("The coach is still busy with what came before. What you said is kept, and sent in a moment.", "lost");
    else if (kind === "waiting" && data.slow) this.note("The service is busy. What you said is kept, and sent in a moment.", "lost");
    else if (kind === "waiting") this.note(data.offline ? "You are offline. Your words are kept, and sent once the connection is back."
      : "The connection was lost. What you said is safe: it is asked for again, and happens once.", "lost");
    else if (this.status.classList.contains("lost") && kind !== "again") this.note("");
    this.transcript.follow();
  }

  async settled(result) {
    if (this.watch) this.watch.turn = result.turn;
    const [state, page] = await patiently(() => Promise.all([this.read(), this.transcript.page()]),
      () => this.note("The connection was lost. What you said is kept, and is shown once it is back.", "lost"), this.signal);
    this.transcript.renewed(page);
    this.transcript.drop();
    const offered = this.shownOffer;
    this.show(state);
    this.transcript.follow();
    const [offer] = state.offers;
    const question = offer && offer.id !== offered ? ` ${plainly(offer.text)} ${offer.buttons.map((each) => each.label).join(", ")}` : "";
    speak(`${plainly(result.message)}${question}`);
    this.watch?.tell();
    // Where what had the keyboard is gone, a button or all one writes with, it goes on from here.
    const { activeElement: held } = document;
    if (held === document.body || (this.state.over && this.foot.contains(held))) {
      (this.state.over || coarse() ? this.transcript.node : this.composer).focus();
    }
  }

  async refused(asked, problem) {
    forget(this.id);
    if (asked.body.text) this.composer.restore(asked.body.text);
    if (problem.status === 401) throw problem; // a key is asked for, and the words wait as a draft
    const gone = problem.type.endsWith(":offer-gone") || problem.type.endsWith(":conversation-over");
    if (gone) {
      await this.transcript.renew();
      this.show(await this.read());
    }
    const again = !gone && problem.status >= 500 && button("Try again", () => {
      this.composer.clear();
      this.take(asked);
    }, { kind: "small", drawing: "rewind" });
    const unknown = problem.status >= 500 && !/:(model|reply)-/.test(problem.type); // it may have happened all the same
    if (problem.status >= 500) this.failing = asked;
    const spent = problem.type.endsWith(":budget-spent");
    const said = spent ? `${problem.detail} Your words are still here.` : problem.status < 500 ? problem.words
      : `${problem.title}. ${unknown ? "Your words are still here: sent once more, they are taken once."
        : "Nothing of it was kept, and your words are still here."}`;
    this.failed.classList.toggle("kind", spent);
    fill(this.failed, el("p", {}, icon(spent ? "moon" : "cross"), said), again);
  }

  // --- what happens elsewhere -------------------------------------------------------------------

  async changed(state) {
    if (this.busy || this.signal.aborted) return;
    const { taken } = this;
    const page = await this.transcript.page();
    if (taken !== this.taken) return; // a turn of one's own came in between, and shows what is newer
    this.transcript.renewed(page);
    this.show(state);
    this.transcript.follow();
  }
}
