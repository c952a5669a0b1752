// Light, dark, or as the system is.

import { button } from "./dom.js";
import { forGood } from "./kept.js";

const KEPT = "coach.theme";
const NEXT = { auto: "light", light: "dark", dark: "auto" };
const SAID = { auto: ["Colours: as the system", "auto"], light: ["Colours: light", "sun"], dark: ["Colours: dark", "moon"] };

const kept = () => (NEXT[forGood.get(KEPT)] ? forGood.get(KEPT) : "auto");

export function setTheme(theme) {
  forGood.set(KEPT, theme);
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function themeButton() {
  const [words, drawing] = SAID[kept()];
  const made = button(words, () => {
    setTheme(NEXT[kept()]);
    const next = themeButton();
    made.replaceWith(next);
    next.focus();
  }, { kind: "bare", drawing, quiet: true });
  return made;
}

setTheme(kept());
