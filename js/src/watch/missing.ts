import { current, track } from "../say";

/** A missing page: the browser knows the status of the document, a template or a single-page site can say it. */
export const tellMissing = (first: boolean): void => {
  if (
    document.querySelector('[name=winnow-status][content="404"]') ||
    (first && (performance.getEntriesByType("navigation")[0] as { responseStatus?: number })?.responseStatus == 404)
  )
    track("Page Not Found", current);
};
