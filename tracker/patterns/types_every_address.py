"""Saw five pages and more of a day and came to none from another page of the site: nobody types every address, programs have a list.

Who lets nobody know where they came from looks the same, so it needs another kind of sign.
"""

from tracker.model import Pattern, Site
from tracker.tally import HAND, Tally

PATTERN = Pattern(
    says="comes to every page from nowhere",
    group="referrer",
    votes={"bot": 1000, "prospect": -200},
    fires={"page_viewed": 6},
    quiet={"page_viewed": 6, "followed_link": 1},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    pages = tally.seen.get("page_viewed")
    listed = pages is not None and pages.busiest >= 5 and pages.span <= 3_600_000 * pages.busiest
    return f"{pages.busiest} pages" if listed and not tally.any("followed_link", "without_device", *HAND) else None
