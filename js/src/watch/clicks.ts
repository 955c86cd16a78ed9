import { track } from "../say";
import { on } from "../settings";
import { strip } from "../strip";
import type { Properties } from "../types";

const FILE = /\.(pdf|docx?|xlsx?|pptx?|csv|zip|gz|dmg|exe|msi|apk|mp[34])$/i;

/** `data-wn-event="Quote Asked" data-wn-prop-plan="team"` says it all without a line of script. */
export const declared = (element?: Element | null): void => {
  const event = element?.getAttribute("data-wn-event");
  if (!event) return;
  const properties: Properties = {};
  for (const { name, value } of element!.attributes)
    if (/^data-wn-prop-/.test(name)) properties[name.slice(13)] = value;
  track(event, properties);
};

/** auxclick: the middle button opens links too, the right one only a menu. */
export const watchClicks = (): void =>
  on("click auxclick", (event: MouseEvent, at) => {
    if (event.button > 1) return;
    declared(at.closest("[data-wn-event]:not(form)"));
    const link = at.closest("a[href],area[href]");
    if (link) follow(link);
  });

/** A mail address or a telephone number is somebody's: only that it was used is told. */
const follow = ({ protocol, pathname, host, href, download }: HTMLAnchorElement): void => {
  const url = strip(href).href;
  if (/^(mailto|tel):/.test(protocol)) track("Contact Link Clicked", { kind: protocol.slice(0, -1) });
  else if (/^http/.test(protocol))
    if (download || FILE.test(pathname)) track("File Downloaded", { url, file: pathname.split("/").pop() });
    else if (host != location.host) track("Outbound Link Clicked", { url });
};
