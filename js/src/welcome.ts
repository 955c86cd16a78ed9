import { reason } from "./allow";
import { keep } from "./keep";
import { options } from "./settings";
import type { Welcome } from "./types";

let waiting: ((welcome: Welcome) => void)[] = [];
let answer: Welcome | undefined;

/** Reveals the blocks meant for this visitor; all others stay as the page delivered them: hidden. */
const show = (): void => {
  if (!answer) return;
  for (const block of document.querySelectorAll<HTMLElement>(`[data-wn-show~="${answer.class}"]`)) block.hidden = false;
  for (const callback of waiting.splice(0)) callback(answer);
};

/** The answer is kept for the session, so that the second page shows it with its first paint. */
export const askWelcome = async (): Promise<void> => {
  const id = keep("id");
  if (options.welcome && id && !reason())
    try {
      const text =
        sessionStorage.wn_welcome ||
        (await (await fetch(`${options.host}/v1/welcome?anonymousId=${id}&writeKey=${options.key}`)).text());
      const found: Welcome = JSON.parse(text);
      // Somebody unknown may be known a page later: neither shown nor kept.
      if (found.class && found.class != "unknown") {
        answer = found;
        show();
        sessionStorage.wn_welcome = text;
      }
    } catch {
      // No welcome is no harm.
    }
};

export const onWelcome = (callback: (welcome: Welcome) => void): void => {
  waiting.push(callback);
  show();
};

export const forgetWelcome = (): void => {
  answer = undefined;
  delete sessionStorage.wn_welcome;
};
