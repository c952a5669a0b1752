// Elements are built one by one: text stays text, and nothing is ever read as markup.

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element. In `props`, a function is a listener (`onclick`), `class` the classes, `data` the data attributes, `vars`
 * custom properties of CSS; true is an attribute without a value, false, null and undefined are left out.
 * Children are nodes, texts, lists of them, or nothing.
 */
export function el(name, props = {}, ...children) {
  return filled(document.createElement(name), props, children);
}

/** The same for SVG. */
export function svg(name, props = {}, ...children) {
  return filled(document.createElementNS(SVG, name), props, children);
}

function filled(node, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "vars") for (const [each, given] of Object.entries(value)) node.style.setProperty(each, given);
    else if (name === "value" || name === "checked" || name === "disabled" || name === "open") node[name] = value;
    else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : String(value));
  }
  add(node, children);
  return node;
}

export function add(node, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
  return node;
}

/** The node with these children alone. */
export function fill(node, ...children) {
  node.replaceChildren();
  return add(node, children);
}

const PATHS = {
  send: "M4 12 20 4l-5 16-3.5-6.5z M11.5 13.5 20 4",
  stop: "M7 7h10v10H7z",
  plus: "M12 5v14 M5 12h14",
  sun: "M12 4V2 M12 22v-2 M4 12H2 M22 12h-2 M6 6 4.6 4.6 M19.4 19.4 18 18 M6 18l-1.4 1.4 M19.4 4.6 18 6 M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z",
  moon: "M20 14.5A8 8 0 0 1 9.5 4 8 8 0 1 0 20 14.5z",
  auto: "M12 4a8 8 0 1 0 0 16z M12 4a8 8 0 0 1 0 16",
  check: "M5 12.5 10 17l9-10",
  cross: "M6 6l12 12 M18 6 6 18",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z M12 8v4.5l3 2",
  play: "M8 5.5v13l10.5-6.5z",
  pause: "M8 5v14 M16 5v14",
  back: "M14 6l-6 6 6 6",
  on: "M10 6l6 6-6 6",
  down: "M6 10l6 6 6-6",
  out: "M13 5h6v6 M19 5l-9 9 M10 6H6a1 1 0 0 0-1 1v11a1 1 0 0 0 1 1h11a1 1 0 0 0 1-1v-4",
  fork: "M7 4v6a4 4 0 0 0 4 4h2a4 4 0 0 1 4 4v2 M7 10v10 M4 7l3-3 3 3 M14 17l3 3 3-3",
  rewind: "M4 12a8 8 0 1 0 2.4-5.7 M4 4v4.5h4.5",
  move: "M4 12h14 M13 6l6 6-6 6",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8z M4.5 20c.7-4 3.700-6 7.500-6s6.800 2 7.500 6",
  freeze: "M12 3v18 M4.200 7.500l15.600 9 M19.800 7.500l-15.600 9",
  copy: "M9 9h10v11H9z M15 9V4H5v11h4",
  search: "M11 5a6 6 0 1 0 0 12 6 6 0 0 0 0-12z M15.500 15.500 20 20",
  key: "M16 3.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9z M12.800 11.200 4 20 M6.500 17.500l3 3 M9.500 14.500l2.500 2.500",
};

/** A line drawing, for the eyes only. */
export function icon(name) {
  const of = { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true", focusable: "false" };
  return svg("svg", of, svg("path", { d: PATHS[name] }));
}

/** A button with a drawing and words; `quiet` shows the words to screen readers and as a tooltip alone. */
export function button(words, onclick, { kind = "plain", drawing, quiet = false, ...props } = {}) {
  const said = quiet ? el("span", { class: "unseen" }, words) : words;
  const title = quiet ? words : undefined;
  return el("button", { type: "button", class: `button ${kind}`, title, onclick, ...props }, drawing && icon(drawing), said);
}

/** Say something to whoever listens instead of looking. */
export function speak(words) {
  const place = document.getElementById("spoken");
  place.textContent = "";
  requestAnimationFrame(() => { place.textContent = words; });
}

/** A notice at the edge of the page, which goes by itself unless it is `lasting`, or of something that went wrong. */
export function notice(words, kind = "good") {
  const gone = () => shown.remove();
  const shown = el("div", { class: `notice ${kind}` }, el("p", {}, words),
    button("Close", gone, { kind: "bare", drawing: "cross", quiet: true }));
  document.getElementById("notices").append(shown);
  if (kind === "good") setTimeout(gone, 5000);
}
