import { consent, reason, refused } from "./allow";
import { keep } from "./keep";
import { enqueue, flush, forget, trouble } from "./send";
import { options } from "./settings";
import { strip } from "./strip";
import type { Consent, Message, PageFacts, Properties, Type } from "./types";
import { askWelcome, forgetWelcome, onWelcome } from "./welcome";

const HELD = 100;

/** Messages that wait for a decision of the visitor, or for a prerendered page to be looked at. In memory only; after a no `hand` drops them. */
const held: Message[] = [];
let userId = "";
/** The page last announced: what happens until the next one happens there. */
export let current: PageFacts | undefined;
/** Moves, keys and touches of a person, not of a script. */
let human = 0;

export const countHuman = (): void => {
  human++;
};

export const recallUser = (): void => {
  userId = keep("user");
};

export const here = (): PageFacts => ({
  ...strip(location.href),
  title: document.title,
  referrer: document.referrer && strip(document.referrer).url,
});

const campaign = (search: string): Properties | undefined => {
  let found: Properties | undefined;
  for (const [name, value] of new URLSearchParams(search))
    if (/^utm_/.test(name)) (found ||= {})[name.slice(4).replace("campaign", "name")] = value;
  return found;
};

export const say = (type: Type, fields: Properties): void => {
  const page = (__AUTO__ && current) || here();
  hand({
    type,
    // Time first, so that neighbours in time are neighbours in the collector's index: "mhx3k2p90.5488135039273248".
    messageId: Date.now().toString(36) + Math.random(),
    timestamp: new Date().toISOString(),
    userId: userId || undefined,
    ...fields,
    context: {
      screen: { width: screen.width, height: screen.height },
      library: { name: "winnow.js", version: __VERSION__ },
      signs: __AUTO__ ? { webdriver: navigator.webdriver, human } : { webdriver: navigator.webdriver },
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      locale: navigator.language,
      page,
      ...(__FULL__ && { campaign: campaign(page.search) }),
    },
  });
};

/** A random UUID. crypto.randomUUID is missing on plain http pages; the name of an object URL is one everywhere. */
const uuid = (): string => URL.createObjectURL(new Blob()).slice(-36);

/** The visitor's id is made, stored and added only here, behind every question of consent. */
const hand = (message: Message): void => {
  if (!reason()) {
    if (!__AUTO__ || !options.cookieless) {
      keep("id", (message.anonymousId = keep("id") || uuid()));
      keep("user", userId);
    }
    message.context.consent = consent();
    enqueue(JSON.stringify(message));
  } else if (!refused() && !held[HELD - 1]) held.push(message);
};

export const track = (event: string, properties: Properties | PageFacts = {}): void => say("track", { event, properties });

/** A page view. Within one document the page before is the referrer, as it would be between documents. */
export const page = (name?: string, properties?: Properties): void => {
  const next = here();
  if (__AUTO__ && current) next.referrer = current.url == next.url ? current.referrer : current.url;
  if (__AUTO__) current = next;
  say("page", { name, properties: { ...next, ...properties } });
};

/** The same without saying so: another vendor's code in the page does that. */
export const enter = (): void => {
  const next = here();
  if (current) next.referrer = current.url == next.url ? current.referrer : current.url;
  current = next;
};

export const reset = (): void => {
  userId = "";
  keep("id", "");
  keep("user", "");
  if (__AUTO__) forgetWelcome();
};

/** An obstacle may have come or gone: the visitor has decided, or looks at a prerendered page. */
export const decided = (): void => {
  if (refused()) {
    forget();
    reset();
  }
  held.splice(0).forEach(hand);
  if (__AUTO__) askWelcome();
};

export const methods = {
  track,
  /** With Segment's order where `window.analytics` is offered: category, name, properties. */
  page: __FULL__
    ? (name?: string, properties?: any, more?: Properties) =>
        typeof properties == "string" ? page(properties, { category: name, ...more }) : page(name, properties)
    : page,
  reset,
  flush,
  identify(id: string | Properties, traits: Properties = {}) {
    if (typeof id == "object") traits = id;
    else userId = "" + id;
    say("identify", { traits });
  },
  group: (groupId: string, traits: Properties = {}) => say("group", { groupId, traits }),
  alias(id: string, previousId = userId || keep("id")) {
    userId = "" + id;
    say("alias", { previousId });
  },
  /** Only a plain yes is one. A refusal is remembered as well, or the next page would ask the visitor's question anew. */
  consent(given: boolean | Consent) {
    keep("consent", JSON.stringify({ analytics: given === true, ...(given as object) }));
    decided();
  },
  optOut(out = true) {
    keep("out", out as any);
    decided();
  },
  welcome: __AUTO__ ? onWelcome : () => {},
  /** A standing obstacle first, else the latest trouble. */
  why: () => reason() || trouble,
};
