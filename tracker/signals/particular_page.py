"""Read a page of none of the kinds that every site has: on most sites that is what it offers, under names no lexicon can know."""

from tracker.model import Event, Signal, Site

COMMON = ("sections", "home", "probe", "asset", "file", "feed", "robots_txt", "sitemap", "host_kind")

SIGNAL = Signal(
    says="read pages particular to this site",
    group="path",
    votes={"prospect": 350, "competitor": 250, "customer": 150, "unknown": -250},
    half_life=45,
    cap=3,
    daily=2,
    fires={"kind": "page", "page": {"url": "https://shop.test/kx-50", "path": "/kx-50", "title": "KX 50"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    if event.kind not in ("page", "screen") or any(event.facts.get(fact) for fact in COMMON):
        return None
    return event.page.path if event.page.path.strip("/") else None
