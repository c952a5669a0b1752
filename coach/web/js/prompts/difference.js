// Two requests side by side, line by line.

import { el } from "../dom.js";

const MOST = 3000; // lines that are compared

export function difference(now, then) {
  if (!then) return el("p", { class: "problem" }, "With this edit, the turn cannot be worked out.");
  const rows = compared(lines(now), lines(then));
  const changed = rows.filter(([one, other]) => one !== other).length;
  if (!changed) return el("p", { class: "muted" }, "Not a line differs in what was asked here.");
  return el("div", { class: "difference" },
    el("p", { class: "muted" }, `${changed === 1 ? "One line differs" : `${changed} lines differ`}; what is the same is folded away.`),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "As it was, and as it would be" },
      el("table", {}, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "As it was"), el("th", { scope: "col" }, "As it would be"))),
        el("tbody", {}, folded(rows).map((row) => (row === null
          ? el("tr", { class: "gap" }, el("td", { colspan: 2 }, "⋯"))
          : el("tr", { class: row[0] === row[1] ? null : "differs" }, el("td", {}, mark(row[0], "del", row[1])), el("td", {}, mark(row[1], "ins", row[0])))))))));
}

/** A line; where the other side has another one, with the words marked that differ. */
function mark(line, name, other) {
  if (line === null) return "";
  if (line === other) return line;
  if (other === null) return el(name, {}, line);
  const [mine, theirs] = [line, other].map((each) => each.split(/(?<=\s)/));
  const most = Math.min(mine.length, theirs.length);
  let from = 0, end = 0;
  while (from < most && mine[from] === theirs[from]) from++;
  while (end < most - from && mine.at(-1 - end) === theirs.at(-1 - end)) end++;
  const part = (begin, until) => mine.slice(begin, until).join("");
  return el(name, {}, part(0, from), el("mark", {}, part(from, mine.length - end)), part(mine.length - end));
}

const lines = ({ messages }) => messages.flatMap(({ role, text }) => [`— ${role} —`, ...text.split("\n")]).slice(0, MOST);

/** Rows of [line, line]; null where the other side has none. The longest common lines, by rows of a table of lengths. */
function compared(a, b) {
  let from = 0;
  while (from < a.length && from < b.length && a[from] === b[from]) from++;
  let end = 0;
  while (end < a.length - from && end < b.length - from && a.at(-1 - end) === b.at(-1 - end)) end++;
  const one = a.slice(from, a.length - end), other = b.slice(from, b.length - end);
  return [...a.slice(0, from).map((line) => [line, line]), ...paired(middle(one, other)), ...a.slice(a.length - end).map((line) => [line, line])];
}

/** What went and what came in its place, side by side. */
function paired(rows) {
  const found = [];
  for (let at = 0; at < rows.length;) {
    if (rows[at][0] === rows[at][1]) { found.push(rows[at++]); continue; }
    const gone = [], came = [];
    for (; at < rows.length && rows[at][0] !== rows[at][1]; at++) {
      (rows[at][1] === null ? gone : came).push(rows[at][0] ?? rows[at][1]);
    }
    for (let n = 0; n < Math.max(gone.length, came.length); n++) found.push([gone[n] ?? null, came[n] ?? null]);
  }
  return found;
}

function middle(a, b) {
  if (a.length * b.length > 400_000) return [...a.map((line) => [line, null]), ...b.map((line) => [null, line])];
  const length = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      length[i][j] = a[i] === b[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
    }
  }
  const rows = [];
  let i = 0, j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) rows.push([a[i++], b[j++]]);
    else if (j >= b.length || (i < a.length && length[i + 1][j] >= length[i][j + 1])) rows.push([a[i++], null]);
    else rows.push([null, b[j++]]);
  }
  return rows;
}

/** The rows that differ, with two more around them; null for a gap. */
function folded(rows) {
  const near = new Set(rows.flatMap(([one, other], place) => (one === other ? [] : [-2, -1, 0, 1, 2].map((by) => place + by))));
  return rows.reduce((found, row, place) => {
    if (near.has(place)) found.push(row);
    else if (found.at(-1) !== null) found.push(null);
    return found;
  }, []);
}
