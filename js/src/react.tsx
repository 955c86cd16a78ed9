import { createContext, useContext, useEffect, type ReactNode } from "react";
import { init, winnow, type InitOptions, type Winnow } from "./index.js";

const Current = createContext<Winnow>(winnow);

/**
 * Starts the snippet when the page has been drawn. What components report before that
 * (a child's effects run before its parents') is kept and sent.
 */
export function WinnowProvider({ children, ...options }: InitOptions & { children?: ReactNode }) {
  useEffect(() => {
    init(options);
    // The first options hold for the life of the page: a visitor has one key and one consent.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return <Current.Provider value={winnow}>{children}</Current.Provider>;
}

/** The object with track, identify, page, consent and the others; the same at every call. */
export const useWinnow = (): Winnow => useContext(Current);
