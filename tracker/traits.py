"""Which of two things said of a person prevails: the latest, or the earliest for what began a relation."""

from __future__ import annotations

from tracker.model import Trait

FIRST_WINS = ("first_source", "first_campaign", "first_channel", "landing")


def prevails(trait: Trait, known: Trait | None) -> bool:
    """Whether ``trait`` replaces ``known``. A total order, so the order of arrival cannot matter."""
    if known is None:
        return True
    new, old = (trait.at, trait.value), (known.at, known.value)
    return new < old if trait.name in FIRST_WINS else new > old
