"""Asked for an address that only somebody who looks for holes asks for (/.env, /wp-login.php). The owner's own scan does too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="tried an address that only attackers try",
    group="path",
    votes={"bot": 3500, "prospect": -2000, "customer": -2000, "unknown": -1000},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/.env", "path": "/.env"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing"}},
)


def when(event: Event, site: Site) -> str | None:
    """The address."""
    return event.page.path[:60] or "/" if event.facts.get("probe") else None
