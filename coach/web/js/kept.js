// What the browser keeps for the page: for good, or as long as the tab. One that keeps nothing is no reason to fail.

function keeping(storage) {
  const here = new Map(); // what it would not keep, as long as the page is open
  const tried = (does, otherwise = null) => {
    try {
      return does(storage());
    } catch {
      return otherwise;
    }
  };
  return {
    get: (name) => here.get(name) ?? tried((kept) => kept.getItem(name)),
    set: (name, value) => {
      if (tried((kept) => { kept.setItem(name, value); return true; })) here.delete(name);
      else here.set(name, value);
    },
    remove: (name) => { here.delete(name); tried((kept) => kept.removeItem(name)); },
    names: () => [...here.keys(), ...tried((kept) => Object.keys(kept), [])],
  };
}

export const forGood = keeping(() => localStorage);
export const inTab = keeping(() => sessionStorage);

/** Nothing that anybody wrote, and was not sent, stays behind. */
export function forgetWords() {
  for (const kept of [forGood, inTab]) {
    for (const name of kept.names()) if (/^coach\.(draft|turn)\./.test(name)) kept.remove(name);
  }
}
