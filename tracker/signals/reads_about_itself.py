"""Read a comparison that names the very company whose network the visitor sits in: a rival reads about itself, listed by the owner or not."""

from tracker.fold import fold
from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="reads a comparison with their own company",
    group="network",
    votes={"competitor": 3000, "prospect": -1500},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "page",
        "page": {"url": "https://shop.test/compare/us-vs-rotaflow", "path": "/compare/us-vs-rotaflow"},
        "facts": {"organisation": "Rotaflow GmbH", "network_kind": "business"},
    },
    quiet={
        "kind": "page",
        "page": {"url": "https://shop.test/compare/us-vs-rotaflow", "path": "/compare/us-vs-rotaflow"},
        "facts": {"organisation": "Citynet", "network_kind": "isp"},
    },
)


def when(event: Event, site: Site) -> str | None:
    """The name."""
    facts = event.facts
    if event.kind != "page" or "compare" not in facts.get("sections", ()) or facts.get("network_kind") not in (None, "business", "isp"):
        return None
    name = fold(facts.get("organisation", "")).partition(" ")[0]
    return name if len(name) >= 5 and name in fold(event.page.path).split() else None
