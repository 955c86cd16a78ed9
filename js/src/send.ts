import { reason } from "./allow";
import { keep } from "./keep";
import { latest, options } from "./settings";

const PER_REQUEST = 20;
const PAUSE = 400;
/** Browsers refuse keepalive requests over 64 KB; the collector refuses events over 32 KB. */
const REQUEST_BYTES = 6e4;
const EVENT_BYTES = 32e3;
const KEPT = 100;
const LONGEST_WAIT = 36e5;

/**
 * Each entry is a message as JSON text: what the page changes in its objects afterwards cannot reach it,
 * and a message that cannot be written down fails alone.
 */
let queue: string[] = [];
let inFlight = 0;
let timer: ReturnType<typeof setTimeout> | 0;
let tries = 0;
let notBefore = 0;

const size = (text: string): number => new Blob([text]).size;

/** On overflow the newest goes: the first page's referrer and campaign are worth more than the hundredth click. */
export const enqueue = (text: string): void => {
  if (size(text) > EVENT_BYTES) latest.why = "too-large";
  else if (queue[KEPT - 1]) latest.why = "queue-full";
  else if (queue.push(text) - inFlight < PER_REQUEST) later();
  else flush();
};

const later = (): void => {
  timer ||= setTimeout(flush, Math.max(PAUSE, notBefore - Date.now()));
};

/**
 * One request at a time, so that order holds and a refusal stops the rest. A body of text needs no preflight.
 * When the page is left (it may never be seen again), all that waits is handed to the browser instead.
 */
export const flush = async (leaving?: unknown): Promise<void> => {
  if (timer) clearTimeout(timer);
  timer = 0;
  while (queue[inFlight] && (leaving || !inFlight) && notBefore < Date.now() && !reason()) {
    const url = options.host + "/v1/b";
    const sending = queue;
    let end = Math.min(queue.length, inFlight + PER_REQUEST);
    let body: string;
    while (
      size(
        (body = `{"writeKey":"${options.key}","sentAt":"${new Date().toISOString()}","batch":[${queue.slice(inFlight, end)}]}`),
      ) > REQUEST_BYTES
    )
      end--;
    if (leaving) {
      if (!navigator.sendBeacon(url, body)) break;
      queue.splice(inFlight, end - inFlight);
    } else {
      inFlight = end;
      // A rejection means offline, or an ad blocker: the same as a collector that is down.
      const answer = await fetch(url, { method: "POST", body, keepalive: true, credentials: "omit" }).catch(() => {});
      inFlight = 0;
      settle(sending, end, answer);
    }
  }
  if (leaving) save();
  else if (queue[0] && !inFlight) later();
};

const settle = (sending: string[], n: number, answer: Response | void): void => {
  const status = answer ? answer.status : 999;
  const header = (name: string): string | null | void => answer && answer.headers.get(name);
  latest.why = header("X-Winnow") || (status == 200 ? "" : answer ? "http-" + status : "network");
  if (status < 500 && status != 429) {
    sending.splice(0, n);
    tries = notBefore = 0;
  } else {
    // Up to a fifth more, so that the whole audience does not come back in the same second.
    notBefore =
      Date.now() + Math.min(+(header("Retry-After") || 0) * 1e3 || 1e3 * 2 ** tries++, LONGEST_WAIT) * (1 + Math.random() / 5);
  }
  save();
};

/** One line says when the collector wants to be asked again, each further line is a message. */
const save = (): void => {
  if (__AUTO__) keep("q", queue[0] ? [notBefore, ...queue].join("\n") : "");
};

/** Takes up what an earlier page could not deliver. The same messageId makes a second delivery harmless. */
export const restore = (): void => {
  const [when, ...messages] = keep("q").split("\n");
  notBefore = Math.min(+when, Date.now() + LONGEST_WAIT);
  queue = messages;
  if (queue[0]) later();
};

export const forget = (): void => {
  queue = [];
  save();
};
