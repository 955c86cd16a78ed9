import { consent, reason, refused } from "./allow";
import { keep } from "./keep";
import { enqueue, forget } from "./send";
import { latest, options } from "./settings";
import { strip } from "./strip";
import type { Message, PageFacts, Properties, Type } from "./types";
import { forgetWelcome } from "./welcome";

const HELD = 100;

/** Messages that wait for a decision of the visitor, or for a prerendered page to be looked at. In memory only. */
let held: Message[] = [];
let userId = "";
let referrer: string | undefined;
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

export const here = (): PageFacts => {
  const { href, pathname, hash, search } = strip(location.href);
  return {
    url: href,
    path: pathname + hash,
    title: document.title,
    referrer: (referrer ??= document.referrer && strip(document.referrer).href),
    search,
  };
};

const campaign = (search: string): Properties | undefined => {
  let found: Properties | undefined;
  for (const [name, value] of new URLSearchParams(search))
    if (/^utm_/.test(name)) (found ||= {})[name.slice(4).replace("campaign", "name")] = value;
  return found;
};

export const say = (type: Type, fields: Properties): void => {
  const now = new Date();
  const page = current || here();
  const { width, height } = screen;
  hand({
    type,
    // Time first, so that neighbours in time are neighbours in the collector's index.
    messageId: (+now).toString(36) + Math.random().toString(36).slice(2),
    timestamp: now.toISOString(),
    userId: userId || undefined,
    ...fields,
    context: {
      page,
      locale: navigator.language,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      screen: { width, height },
      library: { name: "winnow.js", version: __VERSION__ },
      campaign: __AUTO__ ? campaign(page.search) : undefined,
      signs: { webdriver: navigator.webdriver, human: __AUTO__ ? human : undefined },
    },
  });
};

/** A random UUID. crypto.randomUUID is missing on plain http pages; the name of an object URL is one everywhere. */
const uuid = (): string => {
  const url = URL.createObjectURL(new Blob());
  URL.revokeObjectURL(url);
  return url.slice(-36);
};

/** The visitor's id is made, stored and added only here, behind every question of consent. */
const hand = (message: Message): void => {
  if (!reason()) {
    if (!options.cookieless) keep("id", (message.anonymousId = keep("id") || uuid()));
    if (userId) keep("user", userId);
    message.context.consent = consent() || undefined;
    enqueue(JSON.stringify(message));
  } else if (!refused() && held.length < HELD) held.push(message);
};

/** Called whenever an obstacle may have gone. */
export const release = (): void => held.splice(0).forEach(hand);

export const track = (event: string, properties: Properties | PageFacts = {}): void => say("track", { event, properties });

export const identify = (id: string | Properties, traits: Properties = {}): void => {
  if (typeof id == "object") traits = id;
  else userId = "" + id;
  say("identify", { traits });
};

/** A page view. Within one document the page before is the referrer, as it would be between documents. */
export const page = (name?: string | Properties, properties?: Properties): void => {
  const before = current?.url;
  if (typeof name == "object") (properties = name), (name = undefined);
  if (before && before != here().url) referrer = before;
  current = here();
  say("page", { name, properties: { ...current, ...properties } });
};

export const group = (groupId: string, traits: Properties = {}): void => say("group", { groupId, traits });

export const alias = (id: string, previousId = userId || keep("id")): void => {
  userId = "" + id;
  say("alias", { previousId });
};

export const reset = (): void => {
  userId = "";
  keep("id", "");
  keep("user", "");
  if (__AUTO__) forgetWelcome();
};

/** After a clear no: nothing stays in the browser but the no. */
export const wipe = (): void => {
  held = [];
  forget();
  reset();
};

/** A standing obstacle first, else the latest trouble. */
export const why = (): string => reason() || latest.why;
