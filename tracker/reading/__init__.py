"""Reading what strangers send: tables, short strings out of JSON that can hold anything, and a module for each thing that can be read.

Every value here comes from strangers. `text` makes a short string or nothing of it, so that nobody after it has to ask for types again.
"""
import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from tracker.model import Event, Site

DATA = Path(__file__).parent.parent / "enrichers" / "data"
SHORT = 200
"""Characters kept of a name, host or word: ids and names are at most so long by contract."""
_SITES = 512
"""Sites remembered per compiled thing; beyond that it is compiled again (about 1 ms), never kept without bound."""


@cache
def table(name: str) -> dict[str, Any]:
    """The content of `data/<name>.toml`, read once."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


def text(value: Any, limit: int = SHORT) -> str:
    """A short string of a JSON value: strings stripped and cut, whole numbers as digits, everything else nothing."""
    if isinstance(value, str):
        return value[:limit].strip()
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        return str(value)
    return ""


def inner(value: Any, *keys: str) -> Any:
    """The value at a path of keys in nested objects, or None where the path ends early."""
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def header(event: Event, name: str) -> str | None:
    """A header of the request, whatever the case its sender wrote it in; None where it was not sent. `name` in lower case."""
    return headers_of(event).get(name)


def headers_of(event: Event) -> dict[str, str]:
    """The headers of the request with their names in lower case."""
    headers = event.headers
    if not headers or not isinstance(headers, Mapping):
        return {}
    return {name.lower(): value for name, value in headers.items() if isinstance(name, str) and isinstance(value, str)}


def per_site(build: Callable[[Site], Any]) -> Callable[[Site], Any]:
    """Work done once per site object. A Site holds dicts and cannot be hashed; so it is known by identity, and kept to stay the same."""
    kept: dict[int, tuple[Site, Any]] = {}

    def made(site: Site) -> Any:
        """What `build` made of this site."""
        known = kept.get(id(site))
        if known is not None and known[0] is site:
            return known[1]
        if len(kept) >= _SITES:
            kept.clear()
        value = build(site)
        kept[id(site)] = (site, value)
        return value

    return made


_SERVER = frozenset((
    "python", "php", "node", "ruby", "go", "golang", "java", "net", "dotnet", "csharp", "rust", "elixir", "perl", "scala", "clojure",
    "laravel", "rails", "django"))
_CLIENT = frozenset(("browser", "web", "ios", "android", "swift", "kotlin", "react", "flutter", "cordova", "xamarin", "unity"))
_PHONES = frozenset(("ios", "android", "swift", "kotlin", "native", "flutter", "cordova", "xamarin", "unity"))
"""Words in library names: "analytics-python", "rudder-sdk-node", "@segment/analytics-node"; "analytics-react-native" is a phone."""
_WORDS = re.compile("[a-z0-9]+")


def is_backend(event: Event) -> bool:
    """Whether agent, address and headers of this message are not those of the person it speaks of."""
    if event.page.url or event.page.path:
        return False
    name = inner(event.context, "library", "name")
    return isinstance(name, str) and _is_server_side(name[:80])


def is_app(event: Event) -> bool:
    """Whether this came from an app's own code, whose agent is a networking library's ("okhttp/4.12", "Acme/7") and says nothing of the person."""
    if event.kind == "screen":
        return True
    name = inner(event.context, "library", "name")
    return not (event.page.url or event.page.path) and isinstance(name, str) and bool(_PHONES & set(_WORDS.findall(name[:80].lower())))


@lru_cache(maxsize=256)
def _is_server_side(library: str) -> bool:
    """Whether a library of this name runs on servers."""
    words = set(_WORDS.findall(library.lower()))
    return bool(words & _SERVER) and not words & _CLIENT
