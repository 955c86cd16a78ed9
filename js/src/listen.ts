import { guard } from "./send";

/**
 * Listens on the window and first (capture): every event of the document passes there, and no page can stop it before.
 * The listener also gets the element that was meant, even inside an open shadow root.
 */
export const on = (types: string, listener: (event: any, at: any) => void): void =>
  types
    .split(" ")
    .forEach((type) => addEventListener(type, guard((event: Event) => listener(event, __AUTO__ && event.composedPath()[0])), true));
