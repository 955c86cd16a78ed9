"""Two odd looks at once, of agent, headers, language, age or network.

One has every hundredth real device; two together few, and a hand or attention outweighs them.
"""

from tracker.model import Pattern, Site
from tracker.tally import Tally

ODD = ("odd_agent", "impossible_agent", "empty_agent", "outdated_browser", "no_language", "contradicts_itself", "net_hosting", "head_request", "robots_txt")

PATTERN = Pattern(
    says="looks odd in several ways",
    group="device",
    votes={"bot": 1500, "prospect": -400},
    fires={"net_hosting": 2, "outdated_browser": 2},
    quiet={"net_hosting": 2},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    odd = [name for name in ODD if tally.any(name)]
    return ", ".join(tally.sample(name) for name in odd)[:100] if len(odd) >= 2 and not tally.any("human_hand", "signed_in") else None
