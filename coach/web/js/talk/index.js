// Talk: the list of conversations, or one of them.

import { showHome } from "./home.js";
import { showTalk } from "./view.js";

export function show(root, about) {
  const [id] = about.rest;
  return id ? showTalk(root, { ...about, id }) : showHome(root, about);
}
