import { track } from "../say";
import { options } from "../settings";
import { SEARCHED } from "../strip";

/** The page of results says it, so that no search box has to be read. */
export const tellSearch = (): void => {
  const found = RegExp(`[?&](${SEARCHED})=[^&]`).exec(location.search);
  if (found) track("Site Searched", { query: options.search && new URL(location.href).searchParams.get(found[1]) });
};
