import { track } from "../say";

/** The five measures of web.dev/vitals in milliseconds (cls: no unit), as far as this browser offers them. */
const vitals: Record<string, number> = {};
let told = false;

function observe(type: string, take: (entry: any) => void): void {
  try {
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, durationThreshold: 40 } as PerformanceObserverInit);
  } catch {
    // This browser does not measure it.
  }
}

export function watchVitals(): void {
  let cls = 0;
  let start = 0;
  let last = 0;
  observe("navigation", (entry) => (vitals.ttfb = entry.responseStart));
  // The first entry is first-paint or already first-contentful-paint; the last one is right.
  observe("paint", (entry) => (vitals.fcp = entry.startTime));
  observe("largest-contentful-paint", (entry) => (vitals.lcp = entry.startTime));
  // The longest interaction: equal to INP up to fifty interactions.
  observe("event", (entry) => {
    if (entry.interactionId) vitals.inp = Math.max(vitals.inp || 0, entry.duration);
  });
  // The worst window of shifts: at most 1 s apart, at most 5 s long.
  observe("layout-shift", ({ startTime, value, hadRecentInput }) => {
    if (hadRecentInput) return;
    if (startTime - last > 1e3 || startTime - start > 5e3) (cls = 0), (start = startTime);
    last = startTime;
    vitals.cls = Math.max(vitals.cls || 0, (cls += value));
  });
}

/** Once, when the page is first left: what comes later is another visit to it. */
export function tellVitals(): void {
  const names = Object.keys(vitals);
  if (told || !names[0]) return;
  told = true;
  for (const name of names) vitals[name] = Math.round(vitals[name] * 1e3) / 1e3;
  track("Web Vitals", vitals);
}
