"""One event of a visitor's browser, and what one enricher reads off it: for the tests of the enrichers."""
from tracker.model import Event, Network, Page, Site, World
from tracker.shelf import load

SHELF = load("tracker.enrichers")
SITE = Site(name="acme", domain="acme-pumps.test", languages=("de", "en"), own_domains=("app.acme-pumps.test", "acme.test"), own_networks=("203.0.113.0/28", "rubbish"),
            competitor_domains=("hydrovalt.test", "pompes-delorme.test"), sections={"careers": ["^/arbeiten-bei-uns", "#/jobs", "(broken", "(a+)+$"]})
NETWORKS = {"192.0.2.1": Network(asn=64500, organisation="Hydrovalt GmbH", kind="business", country="DE"),
            "192.0.2.2": Network(asn=64501, organisation="Hydrovaltec Wholesale", kind="business"),
            "192.0.2.3": Network(asn=64502, organisation="Hetzner Online GmbH", kind="hosting"),
            "192.0.2.4": Network(asn=15169, organisation="Google LLC", kind="crawler"),
            "192.0.2.5": Network(asn=64503, organisation="Pompes Delorme SA", kind="business")}
WORLD = World(network=NETWORKS.get)


def event(kind="page", url="", title="", referrer="", search="", **more) -> Event:
    """An event of a visitor's browser."""
    path = "/" + url.partition("://")[2].partition("/")[2].partition("?")[0].partition("#")[0] if url else ""
    return Event(message="m", kind=kind, at=1_772_000_000_000, received=0, page=Page(url=url, path=path, title=title, referrer=referrer, search=search), **more)


def facts(enricher: str, **given) -> dict:
    """What one enricher reads off such an event."""
    return SHELF[enricher].read(event(**given), SITE, WORLD)
