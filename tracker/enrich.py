"""All facts that can be read off one event, laid on the event. The event itself is never changed.

What an enricher cannot tell is absent, not zero and not empty: missing data must contribute nothing. The order of enrichers does not
matter, because no enricher sees another one's facts, and no two may declare the same fact.
"""
import logging
from collections.abc import Mapping
from functools import cache
from types import ModuleType
from typing import Any

import msgspec

from tracker.model import Event, Site, World
from tracker.shelf import load

log = logging.getLogger(__name__)


def enrich(event: Event, site: Site, world: World, shelf: Mapping[str, ModuleType] | None = None) -> Event:
    """The event with `facts` read off it by every enricher of the shelf.

    Pure: the same event, site and world give the same facts, so a rebuild gives what live processing gave. Should an enricher fail,
    its facts are missing, the event is kept and bears the flag `enricher_failed`.
    """
    facts: dict[str, Any] = {}
    failed = False
    for name, enricher in (_shelf() if shelf is None else shelf).items():
        try:
            facts.update(enricher.read(event, site, world))
        except Exception:
            log.exception("The enricher %s failed on message %.80r; its facts are left out. Report this.", name, event.message)
            failed = True
    if failed:
        return msgspec.structs.replace(event, facts=facts, flags=(*event.flags, "enricher_failed"))
    return msgspec.structs.replace(event, facts=facts)


def facts_of(shelf: Mapping[str, ModuleType] | None = None) -> dict[str, str]:
    """Every fact that can be set, with what it means, in the order of the shelf."""
    return {fact: says for module in (_shelf() if shelf is None else shelf).values() for fact, says in module.ENRICHER.facts.items()}


@cache
def _shelf() -> dict[str, ModuleType]:
    """The enrichers, by name."""
    return load("tracker.enrichers")
