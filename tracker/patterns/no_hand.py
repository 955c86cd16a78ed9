"""Eight pages and more of a day under a script that tells of every key, touch and turn of the wheel, and there was none.

Whoever goes from page to page clicks; tabs that a browser restores do not, but they are fewer.
"""

from tracker.model import Pattern, Site
from tracker.tally import HAND, Tally

PATTERN = Pattern(
    says="goes through pages without a hand",
    group="behaviour",
    votes={"bot": 2000, "prospect": -1000},
    fires={"page_viewed": 9, "hand_watched": 9},
    quiet={"page_viewed": 9, "hand_watched": 9, "human_hand": 1},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    pages = tally.seen.get("hand_watched")
    return f"{pages.busiest} pages" if pages is not None and pages.busiest >= 8 and not tally.any(*HAND) else None
