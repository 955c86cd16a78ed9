"""Traits that senders tell: which of two prevails (a trusted word, then the latest; the earliest of what began a relation), and what they call a relation.

Anybody can say anything with the key in a page's source: it must not replace an address that the owner's back end gave.
"""

from __future__ import annotations

from typing import Any

from tracker.model import Event, Trait

FIRST_WINS = ("first_source", "first_campaign", "first_channel", "landing")
STAGED = ("lifecycle_stage", "lifecyclestage", "lifecycleStage", "stage", "status", "type")
CUSTOMER = ("customer", "is_customer", "isCustomer", "paying")
STAFF = ("is_staff", "isStaff", "staff", "employee", "isEmployee", "is_employee", "internal")


def told_by(event: Event, trusted: bool) -> dict[str, Any]:
    """The traits that an event tells of a person or company, where the sender is a trusted one, or is none; else {}."""
    return event.traits if event.trusted is trusted and event.kind in ("identify", "group") else {}


def stage_of(traits: dict[str, Any]) -> str:
    """What a sender's own system calls the stage of a relation, in small letters; "" where it does not say."""
    return next((traits[key] for key in STAGED if isinstance(traits.get(key), str)), "").lower()


def customer(traits: dict[str, Any]) -> bool:
    """Whether traits say that this is a customer."""
    return any(traits.get(key) is True or traits.get(key) == "true" for key in CUSTOMER) or stage_of(traits) in ("customer", "evangelist", "paying", "kunde", "client")


def staff(traits: dict[str, Any]) -> bool:
    """Whether traits say that this person works there."""
    role = traits.get("role") or traits.get("user_type") or traits.get("userType")
    return any(traits.get(key) is True for key in STAFF) or isinstance(role, str) and role.lower() in ("staff", "employee", "internal", "mitarbeiter")


def prevails(trait: Trait, known: Trait | None) -> bool:
    """Whether ``trait`` replaces ``known``. A total order, so the order of arrival cannot matter."""
    if known is None:
        return True
    if trait.name in FIRST_WINS:
        return (trait.at, trait.value, not trait.sure) < (known.at, known.value, not known.sure)
    return (trait.sure, trait.at, trait.value) > (known.sure, known.at, known.value)
