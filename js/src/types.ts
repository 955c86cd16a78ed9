/** What pages may hand in and what goes over the wire. Field names are those of Segment's tracking API. */

export type Properties = Record<string, unknown>;

/** `analytics` decides whether anything is sent at all; `marketing` is only passed on to the collector. */
export interface Consent {
  analytics: boolean;
  marketing?: boolean;
}

export interface Welcome {
  class: string;
  title?: string;
  text?: string;
  url?: string;
}

export interface PageFacts {
  url: string;
  path: string;
  title: string;
  referrer: string;
  search: string;
}

type Switch = boolean | string;

/** The tag's data attributes. `init` of the npm package takes the same, as an object. */
export interface Options {
  /** The site's public write key. */
  key?: string;
  /** Where the collector lives; without it, where the script came from. */
  host?: string;
  /** "required": nothing is stored or sent before `consent(true)`. */
  consent?: string;
  /** Count `#/routes` as pages. */
  hash?: Switch;
  /** Store nothing, send no id; the collector counts by a daily hash. */
  cookieless?: Switch;
  /** Let the words typed into the site's own search leave the page. */
  search?: Switch;
  /** Ask the collector for the visitor's welcome. */
  welcome?: Switch;
  /** Further query parameters that may be sent, comma-separated. */
  query?: string;
  /** false: send only what the page itself asks for. */
  auto?: Switch;
}

export type Type = "page" | "screen" | "track" | "identify" | "group" | "alias";

export interface Message {
  type: Type;
  messageId: string;
  timestamp: string;
  anonymousId?: string;
  userId?: string;
  context: Record<string, unknown>;
  [field: string]: unknown;
}

/** Every method is safe to call at any time, in any order, and never throws. */
export interface Winnow {
  /** The same as calling the method of that name: `winnow("track", "Trial Started")`. */
  (method: string, ...args: unknown[]): unknown;
  track(event: string, properties?: Properties): void;
  identify(userId: string | Properties, traits?: Properties): void;
  page(name?: string, properties?: Properties): void;
  group(groupId: string, traits?: Properties): void;
  alias(userId: string, previousId?: string): void;
  /** The visitor's own decision; it is remembered, and it overrides Global Privacy Control. */
  consent(given: boolean | Consent): void;
  /** Never send again from this browser, until `optOut(false)`. */
  optOut(on?: boolean): void;
  /** Forget who this is: for sign-out and shared computers. */
  reset(): void;
  /** Calls back once, and only when there is a welcome for this visitor. */
  welcome(callback: (welcome: Welcome) => void): void;
  /** Why something was not sent, as a word; empty when nothing stands in the way. */
  why(): string;
  /** Send now instead of within 400 ms. */
  flush(): Promise<void> | undefined;
}

declare global {
  interface Window {
    /** The script tag's object; before it has loaded, a stub that remembers calls in `q`. */
    winnow?: Winnow & { q?: [string, ...unknown[]][] };
    analytics?: unknown;
  }
}
