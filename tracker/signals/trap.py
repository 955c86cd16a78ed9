"""Followed a link or filled a field that is hidden from people: programs take every link of a page.

The owner lays the trap: a section named `trap` in the profile, or `data-wn-event="Hidden Link Followed"` on the element. Screen readers and
programs that fill forms for people meet traps, too: it counts once, convicts nobody alone, and a hand outweighs it.
"""

import re

from tracker.model import Event, Signal, Site

_LAID = re.compile(r"\bhidden[ _-]?(?:link|field)|\bhoney[ _-]?(?:pot|link|field)", re.IGNORECASE)

SIGNAL = Signal(
    says="took a link or field that people do not see",
    group="path",
    votes={"bot": 3500, "prospect": -500},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Hidden Link Followed"},
    quiet={"kind": "track", "name": "Outbound Link Clicked"},
)


def when(event: Event, site: Site) -> str | None:
    """The trap."""
    if event.kind == "track":
        return event.name[:60] if _LAID.search(event.name[:100]) else None
    return event.page.path[:60] or "/" if "trap" in event.facts.get("sections", ()) else None
