/** Set by the build; a false one removes its branches from the built file. */
declare const __AUTO__: boolean;
declare const __FULL__: boolean;
/** The page holds another vendor's code, which says itself when a page is seen. */
declare const __LOADER__: boolean;
declare const __VERSION__: string;
