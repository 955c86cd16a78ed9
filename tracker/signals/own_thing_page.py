"""An address with the number of one's own thing: "/org/82230/plan", "/mina-sidor/anlaggning/S-64927", "/manage/SM08938". Who is inside has an account."""
import re

from tracker.model import Event, Signal, Site

INSIDE = re.compile(
    r"/(?:orgs?|organi[sz]ations?|workspaces?|tenants?|accounts?|konto|settings|manage|dashboard|personal|portal|kabinet|cabinet|lk|"
    r"(?:my|min|mina|mine|mit|mein|meine|mon|mes|mijn|mis?|meus?|mio|miei|moj[ae]?|moje|contul)[-_][a-z-]{2,30})"
    r"(?:/[a-z_-]{2,30})?/[A-Za-z-]{0,4}\d{3,}(?:/|$)|/settings/(?:billing|plan|users|team|members)",
    re.IGNORECASE)
"""Segments that only the inside of an account has, followed by the number of something. Short and closed: no backtracking."""

SIGNAL = Signal(
    says="is inside an account",
    group="path",
    votes={"customer": 1800, "prospect": -700, "unknown": -300},
    half_life=180,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://app.shop.test/org/82230/plan", "path": "/org/82230/plan"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/products/82230", "path": "/products/82230"}},
)


def when(event: Event, site: Site) -> str | None:
    """The path."""
    if event.kind not in ("page", "track") or not event.page.url:
        return None
    path = event.page.path or ""
    found = INSIDE.search(path) or INSIDE.search(event.page.url.partition("#")[2])
    return path[:60] if found else None
