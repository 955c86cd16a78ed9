"""Names what a track event did, in one closed set of words, from the many names that sites give it.

An unknown name gives no action: guessing by parts of names turns "Order Form Opened" into an order.
"""
from functools import cache, lru_cache

from tracker.fold import fold
from tracker.reading import table
from tracker.words import page_hits

__all__ = ["action_of", "form_action"]

_FORM_INTENTS = {"vacancy": "applied", "apply": "applied", "careers": "applied", "internship": "applied", "quote": "quote_requested",
                 "demo": "demo_requested", "newsletter": "newsletter", "support": "support_ticket", "downloads": "downloaded"}
_FORM_NAMES = {"application": "applied", "download": "downloaded", "newsletter footer": "newsletter"}


@lru_cache(maxsize=4096)
def action_of(name: str) -> str:
    """The action of an event of this name, or ""."""
    return _actions().get(fold(name[:120]), "") if name else ""


@lru_cache(maxsize=1024)
def form_action(name: str, languages: tuple[str, ...]) -> str:
    """What a form is for, by its name or id ("application", "Formularz zgłoszeniowy"); "" where it does not say."""
    known = _FORM_NAMES.get(fold(name)) or action_of(name)
    if known:
        return known
    return next((_FORM_INTENTS[hit.intent] for hit in page_hits(name, frozenset(languages)) if hit.intent in _FORM_INTENTS), "")


@cache
def _actions() -> dict[str, str]:
    """Action by folded name of the event."""
    return {fold(name): action for action, names in table("actions").items() for name in names}
