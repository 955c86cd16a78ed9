import { options } from "./settings";

/** What would have been stored, for browsers that refuse storage and for cookieless sites. */
const memory: Record<string, string> = {};

/** Until the first refusal. A full storage counts too: half of our entries there and half here would be worse. */
let works = true;

/**
 * Reads (one argument), writes (two) or removes (an empty text) one of our few entries in localStorage.
 * An opt-out is stored even by a cookieless site: it is the visitor who asks for it.
 */
export function keep(name: string, value?: string): string {
  if (value != null) memory[name] = value;
  try {
    if (works && (!options.cookieless || name == "out")) {
      const key = "wn_" + name;
      if (value) localStorage[key] = value;
      else if (value == null) memory[name] = localStorage[key];
      else delete localStorage[key];
    }
  } catch {
    works = false;
  }
  return memory[name] || "";
}
