"""Tells messages of the owner's own servers from those of a visitor's device.

A back end that reports "Order Completed" sends it from its own address with its own agent: "analytics-python/2.3.3" is no bot, and the
hosting company it stands at is not where the customer works.
"""
import re
from functools import lru_cache
from typing import Any

from tracker.enrichers import inner
from tracker.model import Enricher, Event, Site, World

ENRICHER = Enricher(
    says="Whether a back end speaks about a person, instead of the person's own device.",
    facts={"backend": "True when a server-side library sent this and no page is named"},
)

_SERVER = frozenset("python php node ruby go golang java net dotnet csharp rust elixir perl scala clojure laravel rails django flask".split())
_CLIENT = frozenset("browser web ios android swift kotlin react flutter cordova xamarin unity".split())
"""Words in library names: "analytics-python", "rudder-sdk-node", "@segment/analytics-node"; but "analytics-react-native" is a phone."""
_WORDS = re.compile("[a-z0-9]+")


def read(event: Event, site: Site, world: World) -> dict[str, Any]:
    """The fact `backend`, where it holds."""
    return {"backend": True} if is_backend(event) else {}


def is_backend(event: Event) -> bool:
    """Whether agent, address and headers of this message are not those of the person it speaks of."""
    if event.page.url or event.page.path:
        return False
    name = inner(event.context, "library", "name")
    return isinstance(name, str) and _is_server_side(name[:80])


@lru_cache(maxsize=256)
def _is_server_side(library: str) -> bool:
    """Whether a library of this name runs on servers."""
    words = set(_WORDS.findall(library.lower()))
    return bool(words & _SERVER) and not words & _CLIENT
