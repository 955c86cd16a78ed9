"""Tells whose network an address belongs to: a company's, the owner's, a rival's, or a crawler's.

Lists of networks disagree badly (of some 1,000 hosting systems 192 are in all three lists compared), so these are weak facts. Whether an
address is private or reserved is no sign of anything. The data base is opened by `tracker.networks`.
"""
from functools import lru_cache
from ipaddress import ip_network
from typing import Any

from tracker.fold import fold
from tracker.hosts import brand
from tracker.model import Enricher, Event, Site, World
from tracker.networks import load, parse
from tracker.reading import is_backend, per_site
from tracker.reading.agents import pretended

__all__ = ["ENRICHER", "load", "read"]

ENRICHER = Enricher(
    says="The network an address belongs to.",
    facts={
        "organisation": "whom the address belongs to, as the address data base says",
        "network_kind": "isp, mobile, business, education, hosting, vpn, corporate proxy, relay, crawler, government ...",
        "asn": "number of the autonomous system",
        "country": "country of the address, two letters",
        "own_network": "True when the address is in the owner's networks",
        "competitor_network": "the competitor's domain whose name the organisation bears as whole words",
        "crawler_range": "True when the address is in a crawler operator's range",
        "fake_crawler": "the big crawler the agent claims to be, while the network is known and not its operator's",
    },
)


def read(event: Event, site: Site, world: World) -> dict[str, Any]:
    """The facts of the address; none for a back end's."""
    if not event.address or is_backend(event) or (parsed := parse(event.address)) is None:
        return {}
    owned, rivals = _of_site(site)
    facts: dict[str, Any] = {}
    if any(parsed[0] == version and low <= parsed[1] <= high for version, low, high in owned):
        facts["own_network"] = True
    known = world.network(event.address) if world.network else None
    if known is None:
        return facts
    given = {"organisation": known.organisation[:200], "network_kind": known.kind, "asn": known.asn, "country": known.country}
    facts |= {name: value for name, value in given.items() if value}
    name = _words(known.organisation)
    if rival := next((domain for called, domain in rivals if called in _runs(known.organisation)), ""):
        facts["competitor_network"] = rival
    if known.kind == "crawler":
        facts["crawler_range"] = True
    elif name.strip() and (claimed := pretended(event.agent, name)):
        facts["fake_crawler"] = claimed
    return facts


@lru_cache(maxsize=4096)
def _words(organisation: str) -> str:
    """An organisation's name in folded words with a space around each, so that whole words can be looked for."""
    return f" {fold(organisation[:200].lower())} "


def _joined(name: str) -> str:
    """A name as a domain writes it: one word, without the plural's s ("merom-eyes.example" is Merom Eye Centers)."""
    return fold(name.lower()).replace(" ", "").rstrip("s")


@lru_cache(maxsize=4096)
def _runs(organisation: str) -> frozenset[str]:
    """All runs of whole words of an organisation's name, joined, "&" written out: "acme" is no run of "Acmewholesale Ltd"."""
    words = fold(organisation[:200].lower().replace("&", " and ")).split()[:12]
    return frozenset("".join(words[at:end]).rstrip("s") for at in range(len(words)) for end in range(at + 1, len(words) + 1))


@per_site
def _of_site(site: Site) -> tuple[list[tuple[int, int, int]], list[tuple[str, str]]]:
    """The owner's networks as number ranges, and the names of the competitors; what cannot be read is left out (start-up reports it)."""
    owned = []
    for written in site.own_networks:
        try:
            net = ip_network(written, strict=False)
        except ValueError:
            continue
        owned.append((net.version, int(net[0]), int(net[-1])))
    rivals = [(_joined(brand(domain)), domain) for domain in site.competitor_domains if len(brand(domain)) >= 4]
    return owned, rivals
