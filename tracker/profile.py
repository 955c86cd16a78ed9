"""What an event says of a person, as traits; and the addresses by which two of a person's devices may be joined.

Of a trait the latest by `at` is kept. Four are about the first touch and are kept by the EARLIEST instead: `first_source`,
`first_campaign`, `first_channel` and `landing`; they are named so because a later visit must never take them away.
"""
from collections.abc import Iterator
from typing import Any

from tracker.model import Event, Trait
from tracker.reading import inner, text
from tracker.reading.forms import fields_of

_SPOKEN = {
    "name": ("name", "fullName", "full_name", "displayName"),
    "title": ("title", "jobTitle", "job_title", "position", "role", "occupation"),
    "phone": ("phone", "phoneNumber", "phone_number", "mobile"),
    "industry": ("industry",),
    "employees": ("employees", "numemployees", "number_of_employees", "employee_count", "company_size"),
    "plan": ("plan", "planName", "plan_name", "tier"),
    "created_at": ("createdAt", "created_at", "created", "signup_date"),
    "country": ("country", "countryCode", "country_code"),
    "city": ("city",),
}
"""Segment's names of traits, and the ones that sites use instead."""
_FACTS = {"email": "email", "domain_type": "email_kind", "timezone": "timezone", "language": "browser_language", "device": "device",
          "browser": "browser", "os": "os", "organisation": "organisation", "name": "form_person", "company": "form_company",
          "title": "form_title", "phone": "form_phone"}
_TOUCH = {"source": "source", "channel": "channel", "campaign": "utm_campaign", "first_source": "source", "first_channel": "channel",
          "first_campaign": "utm_campaign"}


def traits_of(event: Event) -> tuple[Trait, ...]:
    """The traits that an enriched event gives, each once; what was said outright stands before what was concluded."""
    said: dict[str, str] = {}
    for name, value in (*_from_traits(event), *_from_facts(event)):
        if value:
            said.setdefault(name, value)
    return tuple(Trait(name=name, value=value, at=event.at, sure=event.trusted) for name, value in said.items())


def emails_of(event: Event) -> tuple[str, ...]:
    """The personal address in an enriched event, if it can join devices: never one that several people read, never a made-up one."""
    facts = event.facts
    email = facts.get("email")
    if not isinstance(email, str) or facts.get("email_role") or facts.get("email_fake"):
        return ()
    return (email,)


def _from_traits(event: Event) -> Iterator[tuple[str, str]]:
    """What identify and group calls say, and the context's traits that mobile libraries send."""
    for given in (event.traits, inner(event.context, "traits")):
        if not isinstance(given, dict) or not given:
            continue
        if event.kind == "group":
            yield from _from_company(given)
            continue
        for name, keys in _SPOKEN.items():
            yield name, next((found for key in keys if (found := text(given.get(key)))), "")
        parts = (text(given.get("firstName") or given.get("first_name")), text(given.get("lastName") or given.get("last_name")))
        yield "name", " ".join(part for part in parts if part)
        company = given.get("company") or given.get("organization") or given.get("organisation")
        if isinstance(company, dict):
            yield from ((name, value) for name, value in _from_company(company) if name != "created_at")
        else:
            yield "company", text(company)
        yield from _from_address(given)
    if event.group:
        yield "group", event.group[:200]


def _from_company(given: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """A company as Segment's group traits describe it."""
    yield "company", text(given.get("name"))
    yield "industry", text(given.get("industry"))
    yield "employees", text(given.get("employees") or given.get("employee_count"))
    yield "plan", text(given.get("plan"))
    yield "created_at", text(given.get("createdAt") or given.get("created_at"))
    yield "phone", text(given.get("phone"))
    yield from _from_address(given)


def _from_address(given: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Country and city of a postal address."""
    yield "country", text(inner(given, "address", "country"))
    yield "city", text(inner(given, "address", "city"))


def _from_facts(event: Event) -> Iterator[tuple[str, str]]:
    """What the enrichers read: form, address, device, network, and how the visitor came."""
    facts = event.facts
    if event.kind == "track" and facts.get("form") or facts.get("action") in ("signed_up", "trial_started"):
        fields = fields_of(event)
        for name in ("title", "company", "employees", "country", "city", "phone"):
            yield name, fields.get(name, "")[:200]
    for name, fact in _FACTS.items():
        if fact in facts:  # most are absent, and this is asked of each event
            yield name, text(facts[fact])
    yield "country", text(facts.get("country") or facts.get("country_guess"), 2)
    if facts.get("channel"):
        for name, fact in _TOUCH.items():
            if fact in facts:
                yield name, text(facts[fact])
        yield "landing", (event.page.path or event.page.url)[:200]
    if facts.get("gpc"):
        yield "gpc", "1"
    yield "consent", _consent(event)


def _consent(event: Event) -> str:
    """The consent that a consent event or the context reports, as one short word or list of the purposes granted."""
    given = inner(event.context, "consent", "categoryPreferences")
    if isinstance(given, dict):
        return ",".join(sorted(str(name)[:40] for name, granted in list(given.items())[:20] if granted is True)) or "none"
    if "consent" in event.name.lower():
        keys = ("choice", "status", "consent")
        return next((found for key in keys if (found := text(inner(event.properties, key), 60))), "")
    return ""
