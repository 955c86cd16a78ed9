/** Set by the build; a false one removes its branches from the built file. */
declare const __AUTO__: boolean;
declare const __FULL__: boolean;
declare const __VERSION__: string;
