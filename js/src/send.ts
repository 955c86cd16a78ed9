import { reason } from "./allow";
import { keep } from "./keep";
import { options } from "./settings";

const PER_REQUEST = 20;
const PAUSE = 400;
/** In characters: at up to three bytes each, no request is over 60 KB (browsers refuse keepalive requests over 64 KB). */
const REQUEST = 2e4;
const EVENT = 19e3;
const KEPT = 100;
const LONGEST_WAIT = 36e5;

/**
 * Each entry is a message as JSON text: what the page changes in its objects afterwards cannot reach it,
 * and a message that cannot be written down fails alone.
 */
let queue: string[] = [];
let inFlight = 0;
let timer: ReturnType<typeof setTimeout> | void;
let tries = 0;
let notBefore = 0;
let saved = "";

/** The latest trouble, for `why()`. Whatever may cause one stands in this file: only a module itself can set its variables. */
export let trouble = "";

/** The page is a house where we are guests: whatever goes wrong in here must not reach its own code. */
export const guard =
  (f: (...args: any[]) => any) =>
  (...args: any[]): any => {
    try {
      return f(...args);
    } catch (error) {
      trouble = "" + error;
    }
  };

/** On overflow the newest goes: the first page's referrer and campaign are worth more than the hundredth click. */
export const enqueue = (text: string): void => {
  if (text.length > EVENT || queue[KEPT - 1]) trouble = "overflow";
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
  timer = clearTimeout(timer as number);
  while (queue[inFlight] && (leaving || !inFlight) && notBefore < Date.now() && !reason()) {
    const url = `${options.host}/v1/b`;
    const sending = queue;
    let end = Math.min(queue.length, inFlight + PER_REQUEST);
    let body: string;
    while (
      (body = `{"writeKey":"${options.key}","sentAt":"${new Date().toISOString()}","batch":[${queue.slice(inFlight, end)}]}`)
        .length > REQUEST
    )
      end--;
    if (leaving) {
      if (!navigator.sendBeacon?.(url, body)) break;
      queue.splice(inFlight, end - inFlight);
    } else {
      inFlight = end;
      // A rejection means offline, or an ad blocker: the same as a collector that is down.
      const { status, headers } = await fetch(url, { credentials: "omit", keepalive: true, body, method: "POST" }).catch(Response.error);
      inFlight = 0;
      // Of "accepted=3 repeated=0 rejected=1" the last is trouble; with "rejected=0" nothing remains.
      trouble = __AUTO__
        ? (headers.get("X-Winnow") || "http-" + status).replace(/.*d=0 ?|http-200/, "")
        : status == 200
          ? ""
          : headers.get("X-Winnow") || "http-" + status;
      if (status && status != 429 && status < 500) {
        sending.splice(0, end);
        tries = notBefore = 0;
      } else notBefore = Date.now() + Math.min(1e3 * (+headers.get("Retry-After")! || 2 ** tries++), LONGEST_WAIT);
      if (__AUTO__) save();
    }
  }
  if (__AUTO__ && leaving) save();
  if (queue[0] && !inFlight) later();
};

/**
 * One line says when the collector wants to be asked again, each further line is a message.
 * Only what this page has saved or taken up is removed: it may be another tab's.
 */
const save = (): void => {
  if (!options.cookieless && (queue[0] || saved)) saved = keep("q", queue[0] ? [notBefore, ...queue].join("\n") : "");
};

/** Takes up what an earlier page could not deliver. The same messageId makes a second delivery harmless. */
export const restore = (): void => {
  const [when, ...messages] = (saved = keep("q")).split("\n");
  notBefore = Math.min(+when, Date.now() + LONGEST_WAIT);
  queue = messages;
  if (queue[0]) later();
};

export const forget = (): void => {
  queue = [];
  if (__AUTO__) save();
};
