"""A message stood there within six seconds of the very first page, or of the page with the form, and something of a machine came with it: a rented server, a
server's clock, an operator's crawler, an impossible browser. Whatever the words say, a program wrote them: programs that act for a person do, too.
"""

from tracker.model import Pattern, Site
from tracker.tally import Tally

MACHINE = ("net_hosting", "net_crawler", "zone_utc", "driven_browser", "impossible_agent", "contradicts_itself", "odd_agent")
ASKING = ("contact_page", "viewed_quote_form", "viewed_demo_form")

PATTERN = Pattern(
    says="sent a message as only a program can",
    group="declared",
    votes={"bot": 3500, "prospect": -3500, "customer": -2000, "other": -2500, "job_seeker": -1500},
    fires={"page_viewed": 1, "wrote_to_us": 1, "net_hosting": 1, "@seconds": 1},
    quiet={"page_viewed": 3, "wrote_to_us": 1, "net_hosting": 1, "@late": 90},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    wrote = tally.seen.get("wrote_to_us")
    if wrote is None or not tally.any(*MACHINE) or tally.any("signed_in", "human_hand", "without_device"):
        return None
    since = [wrote.first - tally.seen[name].first for name in ("page_viewed", *ASKING) if name in tally.seen]
    quick = [wait for wait in since if 0 <= wait <= 6000]
    return f"{min(quick) // 1000} seconds, {tally.sample(*MACHINE) or 'a machine'}" if quick else None
