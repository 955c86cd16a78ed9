import { on } from "../listen";
import { track } from "../say";
import { strip } from "../strip";
import type { Properties } from "../types";

const FILE = /\.(pdf|(doc|xls|ppt)x?|csv|zip|dmg|exe|mp[34])$/i;

/** `data-wn-event="Quote Asked" data-wn-prop-plan="team"` says it all without a line of script. */
export const declared = (element?: Element | null): void => {
  const event = element?.getAttribute("data-wn-event");
  if (!event) return;
  const properties: Properties = {};
  for (const { name, value } of element!.attributes)
    if (/^data-wn-p/.test(name)) properties[name.slice(13)] = value;
  track(event, properties);
};

export const watchClicks = (): void =>
  on("click auxclick", (event: MouseEvent, at) => {
    // auxclick: the middle button opens links too, the right one only a menu.
    if (event.button > 1) return;
    declared(at.closest("[data-wn-event]:not(form)"));
    const link: HTMLAnchorElement | null = at.closest(":any-link");
    if (!link) return;
    const { pathname, host, href } = link;
    const { url } = strip(href);
    // A mail address or a telephone number is somebody's: only that it was used is told.
    const contact = /^(mailto|tel):/.exec(href);
    if (contact) track("Contact Link Clicked", { kind: contact[1] });
    else if (/^http/.test(href))
      if (link.matches("[download]") || FILE.test(pathname)) track("File Downloaded", { url, file: pathname.replace(/.*\//, "") });
      else if (host != location.host) track("Outbound Link Clicked", { url });
  });
