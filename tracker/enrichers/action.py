"""Names what a track event did, in one closed set of words, from the many names that sites give it.

An unknown name gives no action: guessing by parts of names turns "Order Form Opened" into an order.
"""
import math
from functools import cache, lru_cache
from typing import Any

from tracker.enrichers import inner, table, text
from tracker.fold import fold
from tracker.model import Enricher, Event, Site, World
from tracker.words import page_hits

ENRICHER = Enricher(
    says="What was done, and what it was worth.",
    facts={
        "action": "viewed_product, added_to_cart, checkout_started, order_completed, signed_in, demo_requested, applied, form_submitted ...",
        "value_amount": "amount of money that the event names, as a number",
        "currency": "its currency, three letters",
        "engaged_seconds": "seconds of attention that the page got",
    },
)
_FORM_INTENTS = {"vacancy": "applied", "apply": "applied", "careers": "applied", "internship": "applied", "quote": "quote_requested", "demo": "demo_requested",
                 "newsletter": "newsletter", "support": "support_ticket", "downloads": "downloaded"}
_FORM_NAMES = {"application": "applied", "download": "downloaded", "newsletter footer": "newsletter"}
_AMOUNTS = ("total", "revenue", "value", "amount", "price", "subtotal")


def read(event: Event, site: Site, world: World) -> dict[str, Any]:
    """The facts of a track event; of other kinds none."""
    if event.kind != "track":
        return {}
    facts: dict[str, Any] = {}
    action = action_of(event.name)
    given = event.properties
    if action == "form_submitted":
        shown = (text(inner(given, key), 120) for key in ("form_id", "formId", "form_name", "formName", "form_title"))
        action = next((found for name in shown if name and (found := _form_action(name, site.languages))), action)
    if action:
        facts["action"] = action
    amount = next((found for key in _AMOUNTS if (found := _number(inner(given, key))) is not None), None)
    if amount is not None:
        facts["value_amount"] = amount
        currency = text(inner(given, "currency"), 3).upper()
        facts |= {"currency": currency} if len(currency) == 3 and currency.isascii() and currency.isalpha() else {}
    if action == "engaged" and (seconds := _number(inner(given, "seconds") or inner(given, "engaged_seconds"))):
        facts["engaged_seconds"] = min(seconds, 86_400)
    return facts


@lru_cache(maxsize=4096)
def action_of(name: str) -> str:
    """The action of an event of this name, or ""."""
    return _actions().get(fold(name[:120]), "") if name else ""


@lru_cache(maxsize=1024)
def _form_action(name: str, languages: tuple[str, ...]) -> str:
    """What a form is for, by its name or id ("application", "Formularz zgłoszeniowy"); "" where it does not say."""
    known = _FORM_NAMES.get(fold(name)) or action_of(name)
    if known:
        return known
    return next((_FORM_INTENTS[hit.intent] for hit in page_hits(name, frozenset(languages)) if hit.intent in _FORM_INTENTS), "")


def _number(value: Any) -> float | None:
    """A finite number that is not negative, also where it was sent as text; None for everything else."""
    if isinstance(value, str) and len(value) <= 20 and value.isascii():
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if 0 <= value < 1e15 and math.isfinite(value) else None


@cache
def _actions() -> dict[str, str]:
    """Action by folded name of the event."""
    return {fold(name): action for action, names in table("actions").items() for name in names}
