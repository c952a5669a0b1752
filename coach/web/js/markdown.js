// Markdown as elements: paragraphs, headings, lists, quotes, code, emphasis and links. Never as markup: what is not
// understood stays text. Pictures become links, so nothing is fetched that a model names. Every step is linear.

import { el } from "./dom.js";

const DEEPEST = 6;

/** The nodes of a text. */
export function markdown(text) {
  return blocks(text.replace(/\r\n?/g, "\n").split("\n"), 0);
}

// --- blocks -------------------------------------------------------------------------------------

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}(#{1,6})[ \t]+(.*)$/;
const RULE = /^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$/;
const QUOTE = /^ {0,3}>[ ]?(.*)$/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])[ \t]+(.*)$/;

function blocks(lines, depth) {
  const found = [];
  for (let at = 0; at < lines.length;) {
    const line = lines[at];
    if (!line.trim()) { at++; continue; }
    const read = depth < DEEPEST && (fence(lines, at) ?? quote(lines, at, depth) ?? list(lines, at, depth));
    if (read) { found.push(read.node); at = read.next; continue; }
    const heading = HEADING.exec(line);
    if (heading) {
      // Of the page's own headings there are two levels above those of a message.
      found.push(el(`h${Math.min(6, heading[1].length + 2)}`, {}, inline(unclosed(heading[2]), 0)));
      at++;
    } else if (RULE.test(line)) { found.push(el("hr")); at++; }
    else { const read = paragraph(lines, at, depth); found.push(read.node); at = read.next; }
  }
  return found;
}

/** A heading's words without the marks that may close it. */
function unclosed(words) {
  let end = words.trimEnd().length;
  while (end && words[end - 1] === "#") end--;
  return words.slice(0, end).trimEnd();
}

function fence(lines, at) {
  const mark = FENCE.exec(lines[at])?.[1];
  if (!mark) return null;
  let end = at + 1;
  while (end < lines.length && !(lines[end].trim().startsWith(mark) && !lines[end].trim().replaceAll(mark[0], ""))) end++;
  return { node: el("pre", { tabindex: "0" }, el("code", {}, lines.slice(at + 1, end).join("\n"))), next: end + 1 };
}

function quote(lines, at, depth) {
  if (!QUOTE.test(lines[at])) return null;
  const inside = [];
  for (let said; at < lines.length && (said = QUOTE.exec(lines[at])); at++) inside.push(said[1]);
  return { node: el("blockquote", {}, blocks(inside, depth + 1)), next: at };
}

function list(lines, at, depth) {
  const first = ITEM.exec(lines[at]);
  if (!first || RULE.test(lines[at])) return null;
  const numbered = /\d/.test(first[2]);
  const items = [];
  while (at < lines.length) {
    const item = ITEM.exec(lines[at]);
    if (!item || /\d/.test(item[2]) !== numbered || RULE.test(lines[at])) break;
    const indent = item[1].length + item[2].length + 1;
    const inside = [item[3]];
    for (at++; at < lines.length; at++) {
      const line = lines[at];
      const belongs = line.startsWith(" ".repeat(Math.min(indent, 2))) && line.trim();
      if (belongs) inside.push(line.slice(Math.min(indent, line.length - line.trimStart().length)));
      else if (!line.trim() && lines[at + 1]?.startsWith("  ")) inside.push("");
      else if (!line.trim() && ITEM.test(lines[at + 1] ?? "")) continue;
      else break;
    }
    items.push(el("li", {}, tight(blocks(inside, depth + 1))));
  }
  const start = numbered ? { start: parseInt(first[2], 10) } : {};
  return { node: el(numbered ? "ol" : "ul", start, items), next: at };
}

/** An item of one paragraph, without the paragraph around it. */
function tight(nodes) {
  return nodes[0]?.tagName === "P" ? [...nodes[0].childNodes, ...nodes.slice(1)] : nodes;
}

function paragraph(lines, at, depth) {
  const begins = at;
  const ends = (line) => !line.trim() || HEADING.test(line)
    || (depth < DEEPEST && (FENCE.test(line) || QUOTE.test(line) || ITEM.test(line)));
  do at++; while (at < lines.length && !ends(lines[at]));
  const said = lines.slice(begins, at).map((line) => line.trim());
  const nodes = said.flatMap((line, n) => (n ? [el("br"), ...inline(line, 0)] : inline(line, 0)));
  return { node: el("p", {}, nodes), next: at };
}

// --- within a line ------------------------------------------------------------------------------

const ESCAPED = /[\\`*_{}[\]()#+\-.!>~|]/;
const ADDRESS = /^https?:\/\/[^\s<>"'`]+/i;

function inline(text, depth) {
  const nodes = [];
  const closed = new Map(); // where each mark was seen to come next, so that a text is gone through once
  let plain = "";
  const push = (node) => { if (plain) nodes.push(plain); plain = ""; nodes.push(node); };
  for (let at = 0; at < text.length;) {
    const here = text[at];
    if (here === "\\" && ESCAPED.test(text[at + 1] ?? "")) { plain += text[at + 1]; at += 2; continue; }
    const read = depth < DEEPEST && (
      here === "`" ? code(text, at, closed)
        : here === "*" || here === "_" || here === "~" ? emphasis(text, at, depth, closed)
          : here === "[" || (here === "!" && text[at + 1] === "[") ? link(text, at, depth, closed)
            : (here === "h" || here === "H") && !/\w/.test(text[at - 1] ?? "") ? address(text, at)
              : null);
    if (read) { push(read.node); at = read.next; } else { plain += here; at++; }
  }
  if (plain) nodes.push(plain);
  return nodes;
}

/** Where a mark comes next; -1 where it does not. */
function next(text, mark, from, closed) {
  const known = closed.get(mark);
  if (known === -1 || known >= from) return known;
  const found = text.indexOf(mark, from);
  closed.set(mark, found);
  return found;
}

function code(text, at, closed) {
  let marks = 1;
  while (text[at + marks] === "`" && marks < 8) marks++;
  const end = next(text, "`".repeat(marks), at + marks, closed);
  return end < 0 ? null : { node: el("code", {}, text.slice(at + marks, end).trim()), next: end + marks };
}

function emphasis(text, at, depth, closed) {
  const here = text[at];
  const mark = text[at + 1] === here ? here + here : here;
  const before = text[at - 1] ?? " ", after = text[at + mark.length] ?? " ";
  if (mark === "~" || /\s/.test(after) || (here === "_" && /\w/.test(before))) return null;
  const end = next(text, mark, at + mark.length + 1, closed);
  if (end < 0 || /\s/.test(text[end - 1]) || (here === "_" && /\w/.test(text[end + mark.length] ?? ""))) return null;
  const name = here === "~" ? "s" : mark.length === 2 ? "strong" : "em";
  return { node: el(name, {}, inline(text.slice(at + mark.length, end), depth + 1)), next: end + mark.length };
}

function link(text, at, depth, closed) {
  const begins = text[at] === "!" ? at + 2 : at + 1;
  const middle = next(text, "](", begins, closed);
  if (middle < 0) return null;
  const end = next(text, ")", middle, closed);
  if (end < 0 || text.slice(begins, middle).includes("[")) return null;
  const href = safe(text.slice(middle + 2, end).split(/\s/, 1)[0]);
  const said = text.slice(begins, middle) || href;
  return href && said ? { node: anchor(href, inline(said, DEEPEST)), next: end + 1 } : null;
}

function address(text, at) {
  const found = ADDRESS.exec(text.slice(at, at + 2048))?.[0].replace(/[.,;:!?)\]*_]+$/, "");
  const href = found && safe(found);
  return href ? { node: anchor(href, [found]), next: at + found.length } : null;
}

/** A text as it is said: without its marks. */
export function plainly(text) {
  const room = el("div", {}, markdown(text));
  for (const part of room.querySelectorAll("p, li, h3, h4, h5, h6, pre, br, td, th")) part.append(" ");
  return room.textContent.replace(/\s+/g, " ").trim();
}

/** The address, if following it can do no more than open a page or a letter. */
export function safe(address) {
  try {
    const url = new URL(address);
    return ["https:", "http:", "mailto:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

function anchor(href, words) {
  return el("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, words);
}
