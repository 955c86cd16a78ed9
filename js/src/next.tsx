import { useEffect } from "react";
import { init, type InitOptions } from "./index.js";

/**
 * One line in the root layout: `<Winnow writeKey="..." host="/stats" />`. It draws nothing.
 * Next's router changes pages through the history, which the snippet follows by itself.
 */
export function Winnow(options: InitOptions): null {
  useEffect(() => {
    init(options);
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return null;
}

export { WinnowProvider, useWinnow } from "./react.js";
