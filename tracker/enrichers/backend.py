"""Tells messages of the owner's own servers from those of a visitor's device.

A back end that reports "Order Completed" sends it from its own address with its own agent: "analytics-python/2.3.3" is no bot, and the
hosting company it stands at is not where the customer works.
"""
from typing import Any

from tracker.model import Enricher, Event, Site, World
from tracker.reading import is_backend

ENRICHER = Enricher(
    says="Whether a back end speaks about a person, instead of the person's own device.",
    facts={"backend": "True when a server-side library sent this and no page is named"},
)


def read(event: Event, site: Site, world: World) -> dict[str, Any]:
    """The fact `backend`, where it holds."""
    return {"backend": True} if is_backend(event) else {}
