import { start } from "./start";
import type { Options, Winnow } from "./types";

export type { Consent, Options, PageFacts, Properties, Welcome, Winnow } from "./types";

/** As the tag's attributes; `writeKey` because React keeps the name `key` for itself. */
export interface InitOptions extends Omit<Options, "key" | "query"> {
  writeKey: string;
  /** Further query parameters that may be sent. */
  query?: string | string[];
}

type Call = [method: string, ...args: unknown[]];

let running: Winnow | undefined;
const early: Call[] = [];
/** More calls before `init` than this are a mistake of the page, and must not grow its memory. */
const EARLY = 100;

/** On a server there is no visitor, and one process serves many: calls are forgotten at once. */
const inBrowser = (): boolean => typeof window == "object" && typeof document == "object";

function call(method: string, ...args: unknown[]): any {
  if (running) return running(method, ...args);
  if (inBrowser() && method != "why" && early.length < EARLY) early.push([method, ...args]);
  return method == "why" ? "no-key" : undefined;
}

/**
 * Starts the snippet; a second call, or a script tag on the same page, changes nothing.
 * Without `host` the page's own origin is the collector (behind a first-party proxy).
 */
export function init(options: InitOptions): Winnow {
  if (running || !inBrowser()) return winnow;
  if (window.winnow?.why) running = window.winnow;
  else {
    const { writeKey, ...others } = options;
    const given: Record<string, string> = { key: writeKey, host: location.origin };
    for (const [name, value] of Object.entries(others))
      if (name == "auto") given.auto = String(value);
      else if (value) given[name] = value === true ? "1" : String(value);
    given.host = given.host.replace(/\/+$/, "");
    running = start(given);
    for (const stubbed of window.winnow?.q || []) running(...stubbed);
    window.winnow = running;
  }
  for (const remembered of early.splice(0)) running(...remembered);
  return winnow;
}

/** The one object for the whole page. Calls before `init` are kept and made then. */
export const winnow: Winnow = Object.assign((method: string, ...args: unknown[]) => call(method, ...args), {
  track: (...args: unknown[]) => call("track", ...args),
  identify: (...args: unknown[]) => call("identify", ...args),
  page: (...args: unknown[]) => call("page", ...args),
  group: (...args: unknown[]) => call("group", ...args),
  alias: (...args: unknown[]) => call("alias", ...args),
  consent: (...args: unknown[]) => call("consent", ...args),
  optOut: (...args: unknown[]) => call("optOut", ...args),
  reset: () => call("reset"),
  welcome: (...args: unknown[]) => call("welcome", ...args),
  why: () => call("why"),
  flush: () => call("flush"),
}) as Winnow;

export const { track, identify, page, group, alias, consent, optOut, reset, welcome, why, flush } = winnow;

export default winnow;
