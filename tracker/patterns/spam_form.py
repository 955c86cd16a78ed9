"""Left links or a pitch in a form without having read anything, at the speed of a program or from a rented server."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PROGRAM = ("odd_agent", "impossible_agent", "outdated_browser", "no_language", "empty_agent", "contradicts_itself", "net_crawler")

PATTERN = Pattern(
    says="fills in forms like a program",
    group="words",
    votes={"bot": 3100, "prospect": -1500, "other": -2000},
    fires={"form_links": 1, "net_hosting": 1},
    quiet={"form_links": 1},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    wrote = tally.seen.get("wrote_to_us")
    if wrote is not None and wrote.count >= 3 and wrote.pace >= 6:
        return f"{wrote.pace} forms a minute"
    server = tally.any("net_hosting") and tally.count("page_viewed") <= 3 and not tally.any("human_hand", "scrolled", "engaged_time", "signed_in")
    program = server or tally.any(*PROGRAM) or wrote is not None and wrote.count >= 3 and wrote.pace >= 4
    pages = tally.seen.get("page_viewed")
    instant = wrote is not None and pages is not None and 0 <= wrote.first - pages.first <= 8000 and not tally.any("human_hand", "signed_in")
    left = tally.sample("form_links") or tally.any("form_links") and "links" or (server or instant) and tally.sample("text_pitch", "text_gibberish")
    return left if (program or instant) and left else None
