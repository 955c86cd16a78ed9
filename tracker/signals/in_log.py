"""A page in a web server's log, where the pictures and styles of the page stand, too, if they were fetched. Says nothing by itself."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="is known from a server's log",
    group="behaviour",
    votes={},
    half_life=60,
    cap=1000,
    daily=1000,
    fires={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing"}, "context": {"library": {"name": "server-log"}}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing"}, "context": {"library": {"name": "winnow.js"}}},
)


def when(event: Event, site: Site) -> str | None:
    """A word."""
    library = event.context.get("library") if isinstance(event.context, dict) else None
    logged = isinstance(library, dict) and library.get("name") == "server-log"
    return "log" if logged and event.kind == "page" and not event.facts.get("asset") else None
