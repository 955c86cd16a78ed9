import type { Options } from "./types";

/** An option that is absent is undefined, one that is switched off is "", everything else is on. */
export const options: { [name in keyof Options]?: string } = {};

/** Takes a tag's data attributes: `data-hash` alone means yes. */
export const configure = (given: DOMStringMap): void => {
  for (const name in given) options[name as keyof Options] = given[name] == "false" ? "" : given[name] || "1";
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
      latest.why = "error: " + error;
    }
  };

/** Listens on the window and first (capture): every event of the document passes there, and no page can stop it before. */
export const on = (types: string, listener: (event: any) => void): void =>
  types.split(" ").forEach((type) => addEventListener(type, guard(listener), true));
