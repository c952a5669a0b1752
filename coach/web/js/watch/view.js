// Watch: one conversation beside the graph that it moves through, turn by turn, while it happens and afterwards.

import { get } from "../api.js";
import { button, el, fill, icon } from "../dom.js";
import { drawing } from "../graph.js";
import { tabs } from "../tabs.js";
import { exactly, many } from "../words.js";
import { Watch as Follow } from "../talk/following.js";
import { countChanges, memoryTree } from "./changes.js";
import { Live } from "./live.js";
import { replies, requests } from "./request.js";
import { toolbar } from "./tools.js";
import { exits, happened, stages } from "./turn.js";

const PAGE = 200, MOST = 1000; // turns
const PLAYING = 1100; // milliseconds a turn is shown for

export async function showWatch(root, about) {
  const ending = new AbortController();
  const watch = new View(root, about, ending.signal);
  await watch.open(about.query.get("turn"));
  root.addEventListener("shown", () => watch.begin(), { once: true });
  return () => { watch.pause(); ending.abort(new DOMException("left", "AbortError")); };
}

class View {
  constructor(root, { id, program, go }, signal) {
    Object.assign(this, { id, program, go, signal, turns: [], insides: new Map(), at: 0 });
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
    const step = (by) => () => this.choose(this.at + by);
    return el("div", { class: "panel replay" },
      button("The turn before", step(-1), { kind: "plain round", drawing: "back", quiet: true }), this.player,
      button("The next turn", step(1), { kind: "plain round", drawing: "on", quiet: true }),
      el("label", { for: "replay", class: "unseen" }, "Turn"), this.slider, this.said);
  }

  async open(turn) {
    [this.state, this.graph] = await Promise.all([this.read(), drawing(this.program)]);
    await this.load();
    fill(this.graphRoom, this.graph?.node ?? el("p", { class: "muted" }, "There is nothing here to draw the graph with: install coach[graph]."));
    this.tools();
    this.at = turn === null ? this.state.turn : Math.min(Math.max(Number(turn) || 0, this.first), this.state.turn);
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

  async load() {
    const begin = this.turns.at(-1)?.turn ?? Math.max(-1, this.state.turn - MOST);
    let after = begin >= 0 ? String(begin) : undefined;
    for (let more = true; more;) {
      const page = await get(`conversations/${this.id}/turns`, { after, limit: PAGE }, { signal: this.signal });
      this.turns.push(...page.items);
      ({ more, after } = page);
    }
    this.first = this.turns[0]?.turn ?? 0;
    this.slider.min = this.first;
    this.slider.max = this.turns.at(-1)?.turn ?? 0;
  }

  // --- a turn -----------------------------------------------------------------------------------

  /** Show a turn; what is on the page stays until the next is there. */
  async choose(turn, { quietly = false } = {}) {
    const last = this.turns.at(-1)?.turn ?? 0;
    this.at = Math.min(Math.max(turn, this.first), last);
    this.slider.value = this.at;
    this.says();
    const known = this.turns[this.at - this.first];
    if (!known) return;
    this.mark(known);
    if (!quietly) history.replaceState(null, "", this.at === last ? `#/watch/${this.id}` : `#/watch/${this.id}?turn=${this.at}`);
    const inside = await this.inside(this.at);
    if (inside.turn.turn === this.at) this.show(inside);
  }

  says() {
    const last = this.turns.at(-1)?.turn ?? 0;
    this.slider.setAttribute("aria-valuetext", `Turn ${this.at} of ${last}`);
    const at = this.turns[this.at - this.first]?.at;
    fill(this.said, el("strong", {}, `Turn ${this.at}`), ` of ${last}`, el("span", { class: "muted" }, at ? exactly(at) : ""));
  }

  /** Mark a turn on the graph; `open` is what each exit missed, by who asks, once that is known. */
  mark(known, open = null) {
    fill(this.exits, el("h2", { id: "exits-title" }, "Exits of ", this.program.titles(known.state)),
      exits(this.program.graph, known, open, this.program.titles));
    const moves = this.turns.filter((each) => each.turn <= known.turn && each.from_state !== each.state)
      .map((each) => ({ from: each.from_state, to: each.state }));
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
    fill(this.shown.request, requests(inside));
    fill(this.shown.reply, replies(inside));
    const head = this.bar.querySelector("[data-name=memory]");
    fill(head, "Memory", changes > 0 && el("span", { class: "count", "aria-label": many(changes, "change") }, String(changes)));
  }

  // --- replay -----------------------------------------------------------------------------------

  play() {
    if (this.playing) { this.pause(); return; }
    if (this.at >= this.state.turn) this.choose(this.first);
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
    if (back) { this.turns = []; this.insides.clear(); }
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
    fill(this.head,
      el("div", { class: "which-one" }, el("h1", {}, state.title),
        el("p", { class: "muted" }, el("code", {}, id), ` · ${state.user}`, state.label && ` · ${state.label}`, ` · version ${state.version}`,
          state.version !== program.graph.version && el("span", { class: "chip gold" }, "older program"),
          state.taken_by && el("span", { class: "chip gold" }, icon("person"), `${state.taken_by} answers`))),
      toolbar({ state, program, go: this.go, turn: () => this.at, renew: () => this.follow.look() }));
    document.title = `${state.title} · Watch`;
  }
}

