import type { Options } from "./types";

/** The tag's data attributes. One that stands there without a value is on. */
export let options: { [name in keyof Options]?: string } = {};

export const configure = (given: typeof options): void => {
  options = given;
  for (const name in given) given[name as keyof Options] ||= "1";
};
