import { on } from "../listen";
import { current, here } from "../say";
import { guard } from "../send";
import { options } from "../settings";

/**
 * Calls back when the address has changed to another page. State that sites keep in parameters
 * or fragments we do not send is no page, hence the comparison of stripped addresses.
 */
export const watchHistory = (moved: () => void): void => {
  // A moment later the title is the new page's, and of several redirects only the last remains.
  const look = () => setTimeout(guard(() => current!.url != here().url && moved()), 20);
  (["pushState", "replaceState"] as const).forEach((name) => {
    const original = history[name];
    history[name] = function (...change: any) {
      original.apply(this, change);
      look();
    };
  });
  on(options.hash ? "popstate hashchange" : "popstate", look);
};
