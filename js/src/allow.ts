import { keep } from "./keep";
import { options } from "./settings";
import type { Consent } from "./types";

/** Read anew each time: a visitor who says no in one tab means every tab. null before a decision. */
export const consent = (): Consent | null => JSON.parse(keep("consent") || (null as any));

/** A clear no of the visitor: what was held back is thrown away, and nothing more is held. */
export const refused = (): string => (keep("out") ? "opt-out" : consent() && !consent()!.analytics ? "no-consent" : "");

type Browser = Navigator & { globalPrivacyControl?: boolean };

/** Why nothing may be sent at this moment; empty if it may. An explicit yes outweighs the browser's general no. */
export const reason = (): string | boolean | undefined =>
  !options.key
    ? "no-key"
    : refused() ||
      (consent()
        ? ""
        : options.consent
          ? "no-consent"
          : (navigator as Browser).globalPrivacyControl
            ? "gpc"
            : (navigator.doNotTrack as any) > 0 && "dnt") ||
      ((document as Document & { prerendering?: boolean }).prerendering && "prerender");
