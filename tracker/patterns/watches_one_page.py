"""The same one page ten times and more in one day, and nothing else: a program that waits for a change, or an alarm clock for the server.

A browser restores a tab once a morning; who waits for an offer reads something else between.
"""

from tracker.model import Pattern, Site
from tracker.tally import HAND, Tally

WATCHED = ("home_page", "viewed_pricing", "status_page", "changelog_page", "careers_page", "contact_page", "press_page", "stores_page", "login_page")

PATTERN = Pattern(
    says="fetches one page over and over",
    group="behaviour",
    votes={"bot": 3000, "prospect": -2500, "customer": -1500, "unknown": -800, "competitor": -500},
    fires={"page_viewed": 14, "viewed_pricing": 14},
    quiet={"page_viewed": 14, "viewed_pricing": 4},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    seen = tally.seen.get("page_viewed")
    if seen is None or seen.busiest < 10 or tally.any(*HAND):
        return None
    return next((f"{seen.busiest} times a day" for name in WATCHED if tally.count(name) * 10 >= seen.count * 9), None)
