// The memory after a turn, with what the turn changed in it.

import { el } from "../dom.js";
import { plain } from "../words.js";

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const records = (value) => Array.isArray(value) && value.every((each) => each && typeof each === "object");

/** How many things changed. */
export function countChanges(before, after) {
  if (!before || !after) return 0;
  return Object.keys(after).reduce((count, name) => {
    if (!records(after[name]) && !records(before[name])) return count + !same(before[name], after[name]);
    return count + matched(before[name] ?? [], after[name] ?? []).filter((each) => each.how).length;
  }, 0);
}

/** The memory as a tree. */
export function memoryTree(before, after) {
  if (!after) return el("p", { class: "muted" }, "What was remembered then is not known.");
  const scalars = Object.entries(after).filter(([, value]) => !Array.isArray(value));
  const lists = Object.entries(after).filter(([, value]) => Array.isArray(value));
  const changed = ([name, value]) => before && !same(before[name], value);
  const shown = ([name, value]) => collection(name, before ? before[name] ?? [] : value, value);
  return el("div", { class: "memory" },
    lists.filter(changed).map(shown),
    el("dl", { class: "scalars" }, scalars.map(([name, value]) => scalar(name, before?.[name], value, before))),
    lists.filter((each) => !changed(each)).map(shown));
}

function scalar(name, before, after, known) {
  const changed = known && !same(before, after);
  return el("div", { class: changed ? "changed" : null }, el("dt", {}, plain(name)),
    el("dd", {}, changed && [el("del", {}, said(before)), " "], changed ? el("ins", {}, said(after)) : said(after)));
}

function collection(name, before, after) {
  const rows = records(after) && records(before) ? matched(before, after) : after.map((record) => ({ record }));
  const changes = rows.filter((row) => row.how).length;
  return el("details", { class: "collection", open: changes > 0 || (after.length > 0 && after.length < 6) },
    el("summary", {}, el("span", {}, plain(name)), el("span", { class: "chip" }, String(after.length)),
      changes > 0 && el("span", { class: "chip gold" }, `${changes} changed`)),
    rows.length ? el("ul", {}, rows.map(row)) : el("p", { class: "muted" }, "Nothing yet."));
}

/** The records of both, those that are gone among them. */
function matched(before, after) {
  const old = new Map(before.map((each) => [each.id, each]));
  const kept = new Set(after.map((each) => each.id));
  return [
    ...after.map((record) => ({ record, was: old.get(record.id), how: !old.has(record.id) ? "added" : same(old.get(record.id), record) ? "" : "changed" })),
    ...before.filter((each) => !kept.has(each.id)).map((record) => ({ record, how: "removed" })),
  ];
}

function row({ record, was, how = "" }) {
  if (typeof record !== "object") return el("li", {}, said(record));
  const fields = Object.entries(record).filter(([name, value]) => name !== "id" && (!empty(value) || (was && !same(was[name], value))));
  return el("li", { class: how || null },
    how && el("span", { class: `chip ${{ added: "good", removed: "bad", changed: "gold" }[how]}` }, how),
    el("dl", {}, fields.map(([name, value]) => scalar(name, was?.[name], value, was))),
    record.id && el("code", { class: "muted" }, record.id));
}

const empty = (value) => value === "" || value === null || value === undefined || (Array.isArray(value) && !value.length);

function said(value) {
  if (empty(value)) return "—";
  if (value === true) return "yes";
  if (value === false) return "no";
  if (Array.isArray(value)) return value.map(said).join(" · ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
