import { speakSegment } from "./segment";
import { guard } from "./send";
import { start } from "./start";

/*
 * The entry of the script that stands in for another vendor's: HOST/analytics.js/v1/KEY/analytics.min.js, which Segment's
 * loader asks for, and HOST/p.js, Jitsu's tag. Their code in the page stays as it is: only the host was changed.
 */
const script = document.currentScript as HTMLScriptElement;
const [, host, key] = /^(.*?)\/(?:analytics\.js\/v1\/([^/]+)\/|p\.js)/.exec(script.src)!;
const page: any = window;
const told: any = { ...(key ? {} : page.jitsuConfig), ...Object.fromEntries(new URL(script.src).searchParams), ...script.dataset };
const name = told.globalSegmentAnalyticsKey || told.namespace || (key ? "analytics" : "jitsu");
const stub = page[name];

// A tag pasted twice must not count twice.
if (!stub?.initialized) {
  const winnow = (page.winnow = page.winnow?.why
    ? page.winnow
    : // Jitsu's keys are "id:secret", and only the first half is a public one. A host of theirs in jitsuConfig is not ours.
      start({ ...told, host, ...(key ? { key } : told.writeKey && { key: told.writeKey.split(":")[0] }) }));
  const speaks = (page[name] = speakSegment(winnow));
  const make = guard((call: any) => (typeof call == "function" ? call(speaks) : speaks[call[0]](...call.slice(1))));
  const early = (key ? stub : page[name + "Q"]) || [];
  if (!key) page[name + "Q"] = { push: make };
  if (told.onload) make(page[told.onload]);
  if (told.userId) speaks.identify(told.userId);
  for (const call of [...early]) make(call);
  if (!key && !/^(true|1|yes)$/.test(told.initOnly)) speaks.page();
}
