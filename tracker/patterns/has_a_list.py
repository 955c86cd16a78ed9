"""Twenty pages and more of a log in a day, none reached by a link, none drawn: whoever fetches so has a list of addresses.

Both halves have innocent causes (pictures with another host, a browser that tells nobody where it came from); together and so often, hardly.
"""

from tracker.model import Pattern, Site
from tracker.tally import Tally

DRAWN = ("followed_link", "asset_fetched", "human_hand", "scrolled", "engaged_time", "began_form", "signed_in", "took_download", "added_to_cart")

PATTERN = Pattern(
    says="fetches one address after the other, without links and without pictures",
    group="path",
    votes={"bot": 1500, "prospect": -500},
    fires={"page_viewed": 25, "in_log": 25},
    quiet={"page_viewed": 25, "in_log": 25, "followed_link": 2},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    pages = tally.seen.get("in_log")
    return f"{pages.busiest} pages a day" if pages is not None and pages.busiest >= 20 and not tally.any(*DRAWN) else None
