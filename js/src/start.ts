import { openStore } from "./keep";
import { on } from "./listen";
import { current, decided, enter, methods, page, recallUser } from "./say";
import { flush, guard, restore } from "./send";
import { configure, options } from "./settings";
import type { Winnow } from "./types";
import { watchClicks } from "./watch/clicks";
import { beginEngagement, reportEngagement, watchEngagement } from "./watch/engagement";
import { abandonForms, watchForms } from "./watch/forms";
import { watchHistory } from "./watch/history";
import { tellMissing } from "./watch/missing";
import { tellSearch } from "./watch/search";
import { tellVitals, watchVitals } from "./watch/vitals";
import { askWelcome } from "./welcome";

/** A page has come up: by loading, by history, or out of the back/forward cache. Another vendor's code says `page` itself. */
const arrive = (): void => {
  const first = !current;
  if (__LOADER__) enter();
  else page();
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
  }
  if (__FULL__) watchVitals();
};

/** On phones "hidden" is often the last that is heard of a page. A begun form may still be returned to. */
const leave = ({ type }: Event): void => {
  if (type < "v" || document.hidden) {
    if (__AUTO__ && type < "v") abandonForms();
    if (__AUTO__) reportEngagement();
    if (__FULL__) tellVitals();
    flush(1);
  }
};

/** Sets everything going, once; hands back the object that pages talk to. */
export const start = (given: Parameters<typeof configure>[0]): Winnow => {
  const winnow: any = guard((method: string, ...args: unknown[]) => winnow[method](...args));
  for (const name in methods) winnow[name] = guard(methods[name as keyof typeof methods]);
  configure(given);
  guard(() => {
    openStore();
    recallUser();
    if (__AUTO__) restore();
    if (options.auto != "false") watch();
    on("prerenderingchange", decided);
    on("visibilitychange pagehide", leave);
  })();
  return winnow;
};
