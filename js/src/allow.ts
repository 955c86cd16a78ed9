import { keep } from "./keep";
import { options } from "./settings";
import type { Consent } from "./types";

/** A no on this page, where it must not be stored. */
let denied = false;

/** Read anew each time: a visitor who says no in one tab means every tab. 0 before a decision. */
export const consent = (): Consent => JSON.parse(keep("consent") || "0");

/**
 * A refusal is remembered, or the next page would ask the visitor's question anew.
 * Where consent is required, silence already means no, so that nothing needs storing.
 */
export const decide = (given: boolean | Consent): void => {
  const decision = Object.assign({ analytics: given }, given);
  denied = !decision.analytics;
  keep("consent", denied && options.consent ? "" : JSON.stringify(decision));
};

/** A clear no of the visitor: what was held back is thrown away, and nothing more is held. */
export const refused = (): string =>
  keep("out") ? "opt-out" : denied || consent().analytics === false ? "no-consent" : "";

type Browser = Navigator & { globalPrivacyControl?: boolean };

/** Why nothing may be sent at this moment; empty if it may. An explicit yes outweighs the browser's general no. */
export const reason = (): string =>
  !options.key
    ? "no-key"
    : refused() ||
      (consent()
        ? ""
        : options.consent
          ? "no-consent"
          : (navigator as Browser).globalPrivacyControl
            ? "gpc"
            : navigator.doNotTrack == "1"
              ? "dnt"
              : "") ||
      ((document as Document & { prerendering?: boolean }).prerendering ? "prerender" : "");
