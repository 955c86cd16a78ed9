"""Opened several links of one mail within seconds: a mail gateway looks at them before the reader does."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="opened many links of a mail within seconds",
    group="behaviour",
    votes={"bot": 3500, "prospect": -2500, "customer": -1500, "unknown": -800},
    fires={"from_newsletter": 4, "page_viewed": 4, "@seconds": 4},
    quiet={"from_newsletter": 4, "page_viewed": 4},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    seen = tally.seen.get("from_newsletter") or tally.seen.get("from_customer_mail")
    return f"{seen.count} links, {seen.pace} a minute" if seen is not None and seen.count >= 3 and seen.pace >= 20 else None
