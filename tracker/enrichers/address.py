"""Finds the e-mail address somebody left and tells whose domain it is, and whether it is a person's, a role's or none at all."""
from functools import lru_cache
from typing import Any

from tracker.hosts import under
from tracker.model import Enricher, Event, Site, World
from tracker.reading import inner, per_site
from tracker.reading.emails import is_fake, is_role, kind_of, normal
from tracker.reading.forms import fields_of

ENRICHER = Enricher(
    says="The e-mail address somebody left, and what its domain is.",
    facts={
        "email": "the address, in lower case",
        "email_domain": "its domain",
        "email_kind": "own, competitor, academic, student, alumni, government, free, masked, disposable, press, investor or company",
        "email_role": "True for an address of a function: info@, sales@, purchasing@",
        "email_fake": "True for one that was plainly made up: test@test.com, asdf@..., a@a.a",
    },
)
_KEYS = ("email", "Email", "emailAddress", "email_address", "e-mail", "mail")


def read(event: Event, site: Site, world: World) -> dict[str, Any]:
    """The facts of the address; none where nobody left one."""
    found = email_of(event)
    return dict(_facts(found, *_domains(site))) if found else {}


def email_of(event: Event) -> str:
    """The e-mail address in traits, properties, form fields or the user id, in lower case; "" where there is none that could be one."""
    for given in (event.traits, event.properties, inner(event.context, "traits")):
        if isinstance(given, dict):
            for key in _KEYS:
                if key in given and (found := normal(given[key])):
                    return found
    if event.kind == "track" and event.properties and (found := normal(fields_of(event).get("email"))):
        return found
    return normal(event.account) if "@" in event.account else ""


@per_site
def _domains(site: Site) -> tuple[frozenset[str], frozenset[str]]:
    """The site's own domains and its competitors'."""
    own = frozenset(domain.lower() for domain in (site.domain, *site.own_domains) if domain)
    return own, frozenset(domain.lower() for domain in site.competitor_domains)


@lru_cache(maxsize=8192)
def _facts(address: str, own: frozenset[str], rivals: frozenset[str]) -> dict[str, Any]:
    """Everything the address says."""
    local, _, domain = address.rpartition("@")
    kind = "own" if under(domain, own) else "competitor" if under(domain, rivals) else kind_of(local, domain)
    found = {"email": address, "email_domain": domain, "email_kind": kind, "email_role": is_role(local), "email_fake": is_fake(address)}
    return {name: value for name, value in found.items() if value}
