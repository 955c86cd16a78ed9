import { on } from "../listen";
import { countHuman, current, track } from "../say";

/** Nobody reads for longer without moving anything (milliseconds). */
const IDLE = 15e3;

let active = 0;
/** 0 while nobody can see the page, and for ever if nobody asked to be watched. */
let since = 0;
let deepest = 0;

/** Adds the time since the last sign of life, at most IDLE: no clock ticks while nothing happens. */
const live = (): void => {
  const now = Date.now();
  if (since) active += Math.min(now - since, IDLE);
  since = document.hidden ? 0 : now;
  // A script in the head runs before there is a body.
  deepest = Math.max(deepest, (scrollY + innerHeight) / document.body?.scrollHeight || 0);
};

export const watchEngagement = (): void =>
  on("keydown pointerdown pointermove scroll visibilitychange", (event: Event) => {
    live();
    // The first three are a person's. Scrolling is "trusted" even if a script scrolls.
    if (event.isTrusted && event.type < "s") countHuman();
  });

/** A new page begins. */
export const beginEngagement = (): void => {
  since = active = deepest = 0;
  live();
};

/** Reports the seconds since the last report: they may be added up. */
export const reportEngagement = (): void => {
  if (since) live();
  const seconds = (active / 1e3) | 0;
  active %= 1e3;
  if (seconds) track("Page Engaged", { ...current, seconds, scroll: (Math.min(1, deepest) * 100) | 0 });
};
