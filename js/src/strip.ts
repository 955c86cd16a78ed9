import { options } from "./settings";

/** Names under which sites pass on what was typed into their search box. */
export const SEARCHED = "q|s|query|search|keyword";

/** Campaign and click ids, and the names by which shops and content systems address a page or a product. */
const ALLOWED = "utm_.+|.+clid|.braid|ref|p|(page|product|category)(_id)?|id|route|path|cat|lang|";

/**
 * The address without what may be private: query parameters that nobody allowed, values with an @
 * (an e-mail address), user names, and the fragment unless it is a route.
 */
export const strip = (address: string) => {
  const url = new URL(address, location.href);
  let names = ALLOWED;
  if (__AUTO__) names += options.query?.replace(/,/g, "|") + (options.search ? "|" + SEARCHED : "");
  if (__AUTO__) url.username = url.password = "";
  url.search = url.search
    .split("&")
    .filter((pair) => RegExp(`^\\??(${names})=(?!.*(@|%40))`).test(pair))
    .join("&");
  // Only "#/like/this": other fragments are anchors, or secrets such as "#access_token=".
  url.hash = (__AUTO__ && options.hash && /^#!?\/[^?]*/.exec(url.hash)?.[0]) || "";
  return { url: url.href, path: __AUTO__ ? url.pathname + url.hash : url.pathname, search: url.search };
};
