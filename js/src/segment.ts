import { reason } from "./allow";
import { on } from "./listen";
import { keep } from "./keep";
import { say } from "./say";
import { guard } from "./send";
import type { Properties, Winnow } from "./types";

type Words = (string | undefined)[];
type Shape = (words: Words, facts: Properties) => void;

/** A loader's stub adds what the page was at the time of a call: we know that ourselves. */
const isPlace = (given: any): boolean => given?.__t == "bpc";

/**
 * Segment's interface, spoken as its own code in the page expects: names in the order of theirs, options and a callback
 * at the end, a promise back. What only makes sense with their servers (middlewares, integrations) is taken and does nothing.
 */
export const speakSegment = (winnow: Winnow) => {
  const method =
    (shape: Shape) =>
    (...all: any[]): Promise<void> => {
      const given = all.filter((one) => !isPlace(one));
      guard(() => {
        // First the names (identify's may be null), at once after them the facts; null there means none. Then come options.
        let end = given.findIndex((one, at) => one instanceof Object || (at && one == null));
        if (end < 0) end = given.length;
        const facts = given[end];
        shape(given.slice(0, end), facts && typeof facts == "object" ? facts : {});
      })();
      given.filter((one) => typeof one == "function").forEach((callback) => guard(callback)());
      return Promise.resolve();
    };
  const named =
    (tell: (name: string | undefined, facts: Properties) => void): Shape =>
    ([category, name], facts) =>
      name ? tell(name, { category, ...facts }) : tell(category || undefined, facts);
  const track = method(([event], facts) => winnow.track(event!, facts));

  /** `trackLink(elements, event, properties)`: the last two may be functions of the element. Nothing is held up: we send when the page is left. */
  const watch = (type: string) => (elements: any, event: any, facts: any) => {
    const list = elements?.addEventListener ? [elements] : [...(elements || [])];
    const told = (value: any, element: Element) => (typeof value == "function" ? value(element) : value);
    on(type, ({ target }) => {
      for (const element of list) if (element.contains(target)) winnow.track(told(event, element), told(facts, element));
    });
  };

  const api: any = {
    initialized: true,
    track,
    page: method(named(winnow.page)),
    screen: method(named((name, properties) => say("screen", { name, properties }))),
    identify: method(([id], traits) => (id ? winnow.identify(id, traits) : winnow.identify(traits))),
    group: method(([id], traits) => winnow.group(id!, traits)),
    alias: method(([id, previous]) => winnow.alias(id!, previous)),
    pageview: method(() => winnow.page()),
    ready: method(() => {}),
    reset: winnow.reset,
    setAnonymousId: (id: string) => reason() || keep("id", id),
    user: () => ({ id: () => keep("user") || null, anonymousId: () => keep("id") || null, traits: () => ({}) }),
    trackLink: watch("click"),
    trackClick: watch("click"),
    trackForm: watch("submit"),
    trackSubmit: watch("submit"),
  };
  for (const name in api) if (name != "initialized") api[name] = guard(api[name]);
  for (const name of ["on", "once", "off", "debug", "timeout", "register", "load", "initialize"]) api[name] = () => api;
  for (const kind of ["Source", "Integration", "Destination"]) api[`add${kind}Middleware`] = () => Promise.resolve();
  return api;
};
