import { reason } from "./allow";
import { keep } from "./keep";
import { options } from "./settings";
import type { Welcome } from "./types";

let waiting: ((welcome: Welcome) => void)[] = [];
let answer: Welcome | 0;

export const onWelcome = (callback?: (welcome: Welcome) => void): void => {
  if (callback) waiting.push(callback);
  if (answer) waiting.splice(0).forEach((tell) => tell(answer as Welcome));
};

/**
 * Reveals the blocks meant for this visitor, each once; all others stay as the page delivered them: hidden. What may have
 * been seen must not move: of the blocks that are no news (`fresh`) only those below the window are revealed.
 */
const reveal = (fresh?: unknown): void => {
  for (const block of document.querySelectorAll<any>(`[data-wn-show~=${(answer as Welcome).class}]`))
    if (!block.wn_) {
      block.wn_ = 1;
      block.hidden = false;
      block.hidden = !fresh && block.getBoundingClientRect().y < innerHeight;
    }
};

/**
 * The answer is kept for the session: where the script runs before the page's body, each block is revealed as it comes,
 * before it is painted for the first time. The same holds for what a page puts in later.
 */
export const askWelcome = async (): Promise<void> => {
  if (options.welcome && !reason())
    try {
      const text =
        sessionStorage.wn_welcome ||
        (await (await fetch(`${options.host}/v1/welcome?writeKey=${options.key}&anonymousId=${keep("id")}`)).text());
      const found: Welcome = JSON.parse(text);
      // Somebody unknown may be known a page later: neither shown nor kept, as an error is, which has no class.
      if (found.class < "u") {
        if (!answer) new MutationObserver(reveal).observe(document, { childList: true, subtree: true });
        answer = found;
        reveal();
        onWelcome();
        sessionStorage.wn_welcome = text;
      }
    } catch {
      // No welcome is no harm.
    }
};

export const forgetWelcome = (): void => {
  answer = 0;
  delete sessionStorage.wn_welcome;
};
