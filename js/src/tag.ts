import { start } from "./start";

/*
 * The entry of the script tag. The tag's own address says where the collector is:
 * HOST/w.js, HOST/w.full.js and HOST/w/1.2.3.js, also below a folder of a first-party proxy.
 */
const { src, dataset } = document.currentScript as HTMLScriptElement;
const stub = window.winnow;

// A tag pasted twice must not count twice.
if (!stub?.why) {
  const winnow = (window.winnow = start({
    host: src.replace(/(\/w)?\/[^/]*$/, ""),
    // A tag manager cannot set attributes on a script; the full build takes its options from the address, too.
    ...(__FULL__ && Object.fromEntries(new URL(src).searchParams)),
    ...dataset,
  }));
  stub?.q?.forEach((call) => winnow(...call));
  if (__FULL__) window.analytics ||= winnow;
}
