import { on } from "../listen";
import { current, here } from "../say";
import { guard } from "../send";

/**
 * Calls back when the address has changed to another page. State that sites keep in parameters
 * or fragments we do not send is no page, hence the comparison of stripped addresses.
 */
export const watchHistory = (moved: () => void): void => {
  // A moment later the title is the new page's, and of several redirects only the last remains. Where the page's own
  // code announces the next page, it does so by then, and the old one must have been closed.
  const look = __LOADER__
    ? guard(() => current!.url != here().url && moved())
    : () => setTimeout(guard(() => current!.url != here().url && moved()), 20);
  (["pushState", "replaceState"] as const).forEach((name) => {
    const original = history[name];
    history[name] = (...change: any) => {
      original.apply(history, change);
      look();
    };
  });
  on("popstate hashchange", look);
};
