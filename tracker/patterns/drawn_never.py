"""Read page after page at some speed, and never a style, picture or event came along, as a browser would fetch: a program reads text only."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="fetches pages without ever drawing them",
    group="behaviour",
    votes={"bot": 2000, "prospect": -1000},
    fires={"page_viewed": 9, "odd_agent": 1, "@seconds": 40},
    quiet={"page_viewed": 9, "scrolled": 1, "@seconds": 40},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    seen = tally.seen.get("page_viewed")
    drawn = tally.any("asset_fetched", "scrolled", "engaged_time", "human_hand", "product_event", "began_form", "signed_in", "took_download")
    odd = tally.any(
        "odd_agent", "impossible_agent", "empty_agent", "outdated_browser", "net_hosting", "no_language", "robots_txt", "head_request", "contradicts_itself"
    )
    return (
        f"{seen.pace} pages a minute"
        if seen is not None and seen.count >= 4 and (seen.pace >= 8 or seen.count >= 12 * seen.days) and odd and not drawn
        else None
    )
