// Watch: one conversation beside the graph that it moves through, turn by turn, while it happens and afterwards.

import { Problem, get } from "../api.js";
import { button, el, fill, icon, notice } from "../dom.js";
import { drawing, legend, undrawn } from "../graph.js";
import { tabs } from "../tabs.js";
import { rest } from "../turns.js";
import { exactly, many } from "../words.js";
import { Watch as Follow } from "../talk/following.js";
import { countChanges, memoryTree } from "./changes.js";
import { Live } from "./live.js";
import { replies, requests } from "./request.js";
import { toolbar } from "./tools.js";
import { exits, happened, stages } from "./turn.js";
import { Turns } from "./turns.js";

const MARKS = [["here", "here"], ["passed", "the way it came"], ["moving", "in this turn"], ["open", "open"], ["closed", "closed"]];
const PLAYING = 1100; // milliseconds a turn is shown for
const SETTLED = 120; // milliseconds that the slider rests before a turn is worked out

export async function showWatch(root, about) {
  const ending = new AbortController();
  const watch = new View(root, about, ending.signal);
  await watch.open(about.query.get("turn"));
  root.addEventListener("shown", () => watch.begin(), { once: true });
  return () => { watch.pause(); ending.abort(new DOMException("left", "AbortError")); };
}

class View {
  constructor(root, { id, program, go }, signal) {
    Object.assign(this, { id, program, go, signal, turns: new Turns(id, signal), insides: new Map(), at: 0 });
    this.head = el("header", { class: "watch-head" });
    this.graphRoom = el("section", { class: "graph-room", "aria-label": "The graph" });
    this.exits = el("section", { class: "panel exits-room", "aria-labelledby": "exits-title" });
    this.slider = el("input", { type: "range", min: 0, max: 0, value: 0, id: "replay", oninput: () => this.choose(Number(this.slider.value)) });
    this.player = button("Play the turns", () => this.play(), { kind: "plain round", drawing: "play", quiet: true });
    this.said = el("output", { for: "replay", class: "which" });
    this.live = new Live();
    const { bar, shown } = tabs("Of this turn", [
      { name: "turn", title: "Turn" }, { name: "memory", title: "Memory" },
      { name: "request", title: "Request" }, { name: "reply", title: "Raw reply" },
    ], "turn");
    Object.assign(this, { bar, shown });
    fill(root, el("div", { class: "watch" }, this.head,
      el("div", { class: "sides" }, this.graphRoom,
        el("div", { class: "inspector" }, this.replayBar(), this.live.node, el("div", { class: "panel" }, bar, Object.values(shown)), this.exits))));
  }

  replayBar() {
    const step = (by) => async () => {
      if (by < 0 && this.at === this.turns.first && this.at > 0) await this.turns.earlier();
      this.ranges();
      this.choose(this.at + by);
    };
    return el("div", { class: "panel replay" },
      button("The turn before", step(-1), { kind: "plain round", drawing: "back", quiet: true }), this.player,
      button("The next turn", step(1), { kind: "plain round", drawing: "on", quiet: true }),
      el("label", { for: "replay", class: "unseen" }, "Turn"), this.slider, this.said);
  }

  async open(turn) {
    [this.state, this.graph] = await Promise.all([this.read(), drawing(this.program)]);
    await this.load(turn === null ? Infinity : Number(turn) || 0);
    fill(this.graphRoom, this.graph ? [this.graph.node, legend(MARKS)] : undrawn());
    this.tools();
    this.at = turn === null ? this.state.turn : Math.min(Math.max(Number(turn) || 0, this.turns.first), this.state.turn);
  }

  begin() {
    this.graph?.fit();
    this.choose(this.at);
    this.follow = new Follow(this.id, this.signal, (state) => this.changed(state), 2000);
    this.follow.turn = this.state.turn;
    if (this.state.running) this.listen(this.state.running.turn);
  }

  read() {
    return get(`conversations/${this.id}`, {}, { signal: this.signal });
  }

  /** The turns that came since, or all since `from`. */
  async load(from) {
    await this.turns.load(this.state.turn, from);
    this.ranges();
  }

  ranges() {
    this.slider.min = this.turns.first;
    this.slider.max = this.turns.last;
  }

  // --- a turn -----------------------------------------------------------------------------------

  /** Show a turn; what is on the page stays until the next is there. */
  async choose(turn, { quietly = false } = {}) {
    const last = this.turns.last;
    this.at = Math.min(Math.max(turn, this.turns.first), last);
    this.slider.value = this.at;
    this.says();
    const known = this.turns.at(this.at);
    if (!known) return;
    this.mark(known);
    const mine = this.choosing = (this.choosing ?? 0) + 1;
    try {
      if (!this.insides.has(this.at)) await rest(SETTLED, this.signal);
      if (mine !== this.choosing) return;
      this.kept(quietly);
      const inside = await this.inside(this.at);
      if (mine === this.choosing) this.show(inside);
    } catch (error) {
      if (this.signal.aborted) return;
      if (!(error instanceof Problem) || error.status === 401) throw error;
      if (mine === this.choosing) notice(error.words, "bad");
    }
  }

  /** The address is that of the turn that is seen. */
  kept(quietly) {
    const last = this.turns.last;
    if (!quietly) history.replaceState(null, "", this.at === last ? `#/watch/${this.id}` : `#/watch/${this.id}?turn=${this.at}`);
  }

  says() {
    const last = this.turns.last;
    this.slider.setAttribute("aria-valuetext", `Turn ${this.at} of ${last}`);
    const at = this.turns.at(this.at)?.at;
    fill(this.said, el("strong", {}, `Turn ${this.at}`), ` of ${last}`, el("span", { class: "muted" }, at ? exactly(at) : ""));
  }

  /** Mark a turn on the graph; `open` is what each exit missed, by who asks, once that is known. */
  mark(known, open = null) {
    fill(this.exits, el("h2", { id: "exits-title" }, "Exits of ", this.program.titles(known.state)),
      exits(this.program.graph, known, open, this.program.titles));
    const moves = this.turns.moves(known.turn);
    if (!open) this.graph?.still();
    this.graph?.mark({ here: known.state, moves, missing: known.missing, open });
    if (open) return;
    if (known.from_state !== known.state) this.graph?.move(known.from_state, known.state);
    this.graph?.show(known.state);
  }

  async inside(turn) {
    if (!this.insides.has(turn)) {
      const asked = get(`conversations/${this.id}/turns/${turn}/inside`, {}, { signal: this.signal });
      this.insides.set(turn, asked.catch((error) => { this.insides.delete(turn); throw error; }));
      if (this.insides.size > 60) this.insides.delete(this.insides.keys().next().value);
    }
    return this.insides.get(turn);
  }

  show(inside) {
    if (inside.exits) this.mark(inside.turn, inside.exits);
    const changes = countChanges(inside.before, inside.memory);
    const titles = this.program.titles;
    fill(this.shown.turn, happened(inside, titles), stages(inside));
    fill(this.shown.memory, changes ? el("p", { class: "muted" }, `${many(changes, "change")} in this turn`) : null, memoryTree(inside.before, inside.memory));
    fill(this.shown.request, requests(inside, this.id));
    fill(this.shown.reply, replies(inside));
    const head = this.bar.querySelector("[data-name=memory]");
    fill(head, "Memory", changes > 0 && el("span", { class: "count", "aria-label": many(changes, "change") }, String(changes)));
  }

  // --- replay -----------------------------------------------------------------------------------

  play() {
    if (this.playing) { this.pause(); return; }
    if (this.at >= this.state.turn) this.choose(this.turns.first);
    this.playing = setInterval(() => {
      if (this.at >= this.state.turn) this.pause();
      else this.choose(this.at + 1);
    }, PLAYING);
    this.drawn("Pause", "pause");
  }

  pause() {
    clearInterval(this.playing);
    this.playing = 0;
    this.drawn("Play the turns", "play");
  }

  drawn(words, drawing) {
    fill(this.player, icon(drawing), el("span", { class: "unseen" }, words));
    this.player.title = words;
  }

  // --- as it happens ----------------------------------------------------------------------------

  async changed(state) {
    const wasLast = this.at === this.state.turn;
    const back = state.turn < this.state.turn;
    const more = state.turn > this.state.turn;
    this.state = state;
    this.tools();
    if (back) { this.turns.clear(); this.insides.clear(); }
    if (back || more) {
      await this.load();
      this.choose(wasLast || back ? state.turn : this.at, { quietly: !wasLast });
    }
    if (state.running) this.listen(state.running.turn);
  }

  async listen(turn) {
    if (this.listening === turn) return;
    this.listening = turn;
    await this.live.listen(this.id, turn, this.signal, (kind, data) => {
      if (kind === "moved") this.graph?.move(data.from_state, data.to_state);
    });
    this.listening = 0;
    this.follow?.look();
  }

  tools() {
    const { state, program, id } = this;
    const held = this.head.contains(document.activeElement) ? document.activeElement.textContent : "";
    fill(this.head,
      el("div", { class: "which-one" }, el("h1", {}, state.title),
        el("p", { class: "muted" }, el("code", {}, id), ` · ${state.user}`, state.label && ` · ${state.label}`, ` · version ${state.version}`,
          state.version !== program.graph.version && el("span", { class: "chip gold" }, "another version"),
          state.taken_by && el("span", { class: "chip gold" }, icon("person"), `${state.taken_by} answers`))),
      toolbar({ state, program, go: this.go, turn: () => this.at, renew: () => this.follow.look() }));
    document.title = `${state.title} · Watch`;
    if (!held) return;
    const buttons = [...this.head.querySelectorAll("button")]; // the keyboard stays where it was
    (buttons.find((each) => each.textContent === held) ?? buttons[0])?.focus();
  }
}

