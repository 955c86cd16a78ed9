import type { Options } from "./types";

/** The tag's data attributes. One that stands there without a value is on. */
export let options: { [name in keyof Options]?: string } = {};

export const configure = (given: typeof options): void => {
  options = given;
  for (const name in given) given[name as keyof Options] ||= "1";
};

/** The latest trouble, for `why()`. */
export const latest = { why: "" };

/** The page is a house where we are guests: whatever goes wrong in here must not reach its own code. */
export const guard =
  (f: (...args: any[]) => any) =>
  (...args: any[]): any => {
    try {
      return f(...args);
    } catch (error) {
      latest.why = "" + error;
    }
  };

/**
 * Listens on the window and first (capture): every event of the document passes there, and no page can stop it before.
 * The listener also gets the element that was meant, even inside an open shadow root.
 */
export const on = (types: string, listener: (event: any, at: any) => void): void =>
  types
    .split(" ")
    .forEach((type) => addEventListener(type, guard((event: Event) => listener(event, __AUTO__ && event.composedPath()[0])), true));
