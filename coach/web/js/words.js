// How numbers and times are said.

const DAY = 86_400_000;

/** A moment as people say it: the time today, else the day. */
export function moment(iso) {
  const at = new Date(iso);
  const today = Date.now() - at < DAY && new Date().getDate() === at.getDate();
  return today
    ? at.toLocaleTimeString(undefined, { hour: "numeric", minute: "2-digit" })
    : at.toLocaleDateString(undefined, { day: "numeric", month: "short", year: sameYear(at) ? undefined : "numeric" });
}

const sameYear = (at) => new Date().getFullYear() === at.getFullYear();

export const exactly = (iso) => new Date(iso).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });

export function milliseconds(ms) {
  if (ms >= 10_000) return `${Math.round(ms / 1000)} s`;
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return ms >= 10 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;
}

export const number = (n) => n.toLocaleString("en").replaceAll(",", " ");

export const many = (n, one, more = `${one}s`) => `${number(n)} ${n === 1 ? one : more}`;

/** With a full stop, and a capital unless it begins with a name such as `facts.add[0]`. */
export function sentence(words) {
  const bare = words.replace(/[.\s]+$/, "");
  const told = /[?!…]$/.test(bare) ? bare : `${bare}.`;
  return /^\w+(\.\w|\[|: )/.test(told) ? told : told.charAt(0).toUpperCase() + told.slice(1);
}

/** A wire name as words: `SAVE_IDENTITY` is “save identity”. */
export const plain = (name) => name.toLowerCase().replaceAll("_", " ");
