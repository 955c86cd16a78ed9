import { options } from "./settings";

/** Names under which sites pass on what was typed into their search box. */
export const SEARCHED = "q|s|query|search|keywords?|term";

/** Campaign and click ids, and the names by which shops and content systems address a page or a product. */
const ALLOWED = "utm_\\w+|[a-z]+clid|[gw]braid|ref|p|(page|product|category)(_?id)?|id|route|path|cat|lang|";

/**
 * The address without what may be private: query parameters that nobody allowed, values with an @
 * (an e-mail address), user names, and the fragment unless it is a route.
 */
export const strip = (address: string): URL => {
  const url = new URL(address, location.href);
  const names = ALLOWED + options.query?.replace(/,/g, "|") + (__AUTO__ && options.search ? "|" + SEARCHED : "");
  url.username = url.password = "";
  url.search = (url.search.match(RegExp(`(?<=[?&])(${names})=([^&@%]|%(?!40))*(?=&|$)`, "g")) || []).join("&");
  // Only "#/like/this": other fragments are anchors, or secrets such as "#access_token=".
  url.hash = (__AUTO__ && options.hash && /^#!?\/[^?]*/.exec(url.hash)?.[0]) || "";
  return url;
};
