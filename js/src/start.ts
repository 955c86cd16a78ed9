import { decide, refused } from "./allow";
import { keep } from "./keep";
import { alias, current, group, identify, page, recallUser, release, reset, track, why, wipe } from "./say";
import { flush, restore } from "./send";
import { configure, guard, on, options } from "./settings";
import type { Consent, Winnow } from "./types";
import { watchClicks } from "./watch/clicks";
import { beginEngagement, reportEngagement, watchEngagement } from "./watch/engagement";
import { abandonForms, watchForms } from "./watch/forms";
import { watchHistory } from "./watch/history";
import { tellMissing } from "./watch/missing";
import { tellSearch } from "./watch/search";
import { tellVitals, watchVitals } from "./watch/vitals";
import { askWelcome, welcome } from "./welcome";

/** An obstacle may have come or gone: the visitor has decided, or looks at a prerendered page. */
const decided = (): void => {
  if (refused()) wipe();
  release();
  if (__AUTO__) askWelcome();
};

/** A page has come up: by loading, by history, or out of the back/forward cache. */
const arrive = (): void => {
  const first = !current;
  page();
  if (__AUTO__) {
    beginEngagement();
    tellMissing(first);
    tellSearch();
    askWelcome();
  }
};

const watch = (): void => {
  arrive();
  if (__AUTO__) {
    watchEngagement();
    watchClicks();
    watchForms();
    watchHistory(() => {
      abandonForms();
      reportEngagement();
      arrive();
    });
    // Restored from the back/forward cache: no script runs anew, but the visitor sees the page again.
    on("pageshow", (event: PageTransitionEvent) => event.persisted && arrive());
    // On phones "hidden" is often the last that is heard of a page. A begun form may still be returned to.
    on("visibilitychange pagehide", ({ type }) => {
      if (type < "v") abandonForms();
      if (type < "v" || document.hidden) reportEngagement();
    });
  }
  if (__FULL__) watchVitals();
};

/** Sets everything going, once; hands back the object that pages talk to. */
export const start = (given: DOMStringMap): Winnow => {
  configure(given);
  const winnow: any = guard((method: string, ...args: unknown[]) => winnow[method](...args));
  const methods: Record<string, (...args: any[]) => unknown> = {
    track,
    identify,
    page,
    group,
    alias,
    reset,
    why,
    flush,
    consent: (given: boolean | Consent) => (decide(given), decided()),
    optOut: (out = true) => (keep("out", out ? "1" : ""), decided()),
    welcome: __AUTO__ ? welcome : () => {},
  };
  for (const name in methods) winnow[name] = guard(methods[name]);
  guard(() => {
    recallUser();
    if (__AUTO__) restore();
    if (options.auto != "") watch();
    on("prerenderingchange", decided);
    // After the listeners of watch(), so that what they say goes along.
    on("visibilitychange pagehide", ({ type }) => (type < "v" || document.hidden) && flush(1));
  })();
  return winnow;
};
