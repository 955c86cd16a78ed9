"""Reads several pages from the network of a hosting company, came from nowhere and left no trace of a hand: servers do that.

People behind a VPN or a proxy of their firm have networks of other kinds; developers on a rented desktop come near it.
"""

from tracker.model import Pattern, Site
from tracker.tally import HAND, Tally

CAME = (
    "from_search",
    "from_social",
    "from_ai",
    "from_ad",
    "from_newsletter",
    "from_customer_mail",
    "from_review_site",
    "from_directory",
    "from_price_portal",
    "from_job_board",
    "from_workplace",
    "from_tender",
    "from_press",
    "from_learning",
    "from_scholar",
    "from_own_admin",
    "from_internal_campaign",
)
ASKED = ("asked_for_offer", "asked_for_demo", "applied", "asked_support", "ordered", "email_own", "net_own", "said_customer", "searched_price")

PATTERN = Pattern(
    says="reads from a rented server and leaves no trace of a hand",
    group="network",
    votes={"bot": 2000, "prospect": -1000, "customer": -500, "unknown": -300},
    fires={"page_viewed": 5, "net_hosting": 5},
    quiet={"page_viewed": 5, "net_hosting": 5, "scrolled": 1},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    pages = tally.count("page_viewed")
    server = pages >= 3 and tally.any("net_hosting") and not tally.any(*HAND) and not tally.any(*CAME) and not tally.any(*ASKED)
    return f"{pages} pages" if server else None
