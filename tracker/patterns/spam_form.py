"""Left links in a form without having read anything, at the speed of a program or from a rented server."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="fills in forms like a program",
    group="behaviour",
    votes={"bot": 2200, "prospect": -1500, "other": 300},
    fires={"form_links": 1, "net_hosting": 1},
    quiet={"form_links": 1},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    seen = tally.seen.get("wrote_to_us")
    program = (
        tally.any("net_hosting", "odd_agent", "impossible_agent", "outdated_browser", "no_language", "empty_agent", "contradicts_itself", "net_crawler")
        or seen is not None
        and seen.count >= 3
        and seen.pace >= 4
    )
    return tally.sample("form_links") or "forms" if tally.any("form_links") and program or seen is not None and seen.count >= 3 and seen.pace >= 6 else None
