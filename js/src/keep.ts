/** Where our few entries live: localStorage, or memory in browsers that refuse it. */
let store: Record<string, string> = {};

export const openStore = (): void => {
  try {
    store = localStorage || store;
  } catch {
    // Access alone throws where storage is blocked.
  }
};

/** Reads (one argument), writes (two) or removes (an empty text) an entry. */
export const keep = (name: string, value?: string): string => {
  name = "wn_" + name;
  try {
    if (value) store[name] = value;
    else if (value == "") delete store[name];
  } catch {
    // Storage is full: from here on memory, with what could still be read.
    store = { ...store, [name]: value! };
  }
  return store[name] || "";
};
