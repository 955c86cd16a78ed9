"""Five pages and more of a server's log in a day and never a style, picture or script with them: only the text was fetched.

A site whose pictures lie with another host looks so for everybody: it is far from enough alone.
"""

from tracker.model import Pattern, Site
from tracker.tally import Tally

DRAWN = ("asset_fetched", "human_hand", "scrolled", "engaged_time", "began_form", "signed_in", "took_download", "added_to_cart", "product_event")

PATTERN = Pattern(
    says="fetches the text of pages and nothing else",
    group="behaviour",
    votes={"bot": 1300, "prospect": -300},
    fires={"page_viewed": 6, "in_log": 6},
    quiet={"page_viewed": 6, "in_log": 6, "asset_fetched": 1},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    pages = tally.seen.get("in_log")
    return f"{pages.count} pages" if pages is not None and pages.busiest >= 5 and not tally.any(*DRAWN) else None
