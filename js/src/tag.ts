import { start } from "./start";
import type { Winnow } from "./types";

/*
 * The entry of the script tag. The tag's own address says where the collector is:
 * HOST/w.js, HOST/w.full.js and HOST/w/1.2.3.js, also below a folder of a first-party proxy.
 */
type Stub = Winnow & { q?: [string, ...unknown[]][] };

const page = window as unknown as { winnow?: Stub; analytics?: unknown };
const script = document.currentScript as HTMLScriptElement;
const stub = page.winnow;

// A tag pasted twice must not count twice.
if (!stub?.why) {
  const winnow = start({
    host: script.src.replace(/\/(w\/)?[^/]*$/, ""),
    ...script.dataset,
  });
  page.winnow = winnow;
  for (const call of stub?.q || []) winnow(...(call as [string]));
  if (__FULL__) page.analytics ||= winnow;
}
