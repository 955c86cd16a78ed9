"""Which of two things said of a person prevails: a trusted word, then the latest; the earliest of what began a relation.

Anybody can say anything with the key in a page's source: it must not replace an address that the owner's back end gave.
"""

from __future__ import annotations

from tracker.model import Trait

FIRST_WINS = ("first_source", "first_campaign", "first_channel", "landing")


def prevails(trait: Trait, known: Trait | None) -> bool:
    """Whether ``trait`` replaces ``known``. A total order, so the order of arrival cannot matter."""
    if known is None:
        return True
    if trait.name in FIRST_WINS:
        return (trait.at, trait.value, not trait.sure) < (known.at, known.value, not known.sure)
    return (trait.sure, trait.at, trait.value) > (known.sure, known.at, known.value)
