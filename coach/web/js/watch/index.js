// Watch: which conversation, or one of them from the inside.

import { showWatch } from "./view.js";
import { showList } from "../overview/list.js";

export function show(root, about) {
  const [id] = about.rest;
  return id ? showWatch(root, { ...about, id }) : showList(root, about);
}
