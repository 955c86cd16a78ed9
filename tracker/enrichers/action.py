"""Tells what was done in a track event, and what it was worth."""
import math
from typing import Any

from tracker.actions import ACTIONS
from tracker.model import Enricher, Event, Site, World
from tracker.reading import inner, text
from tracker.reading.forms import teller_of
from tracker.reading.verbs import action_of, form_action

ENRICHER = Enricher(
    says="What was done, and what it was worth.",
    facts={
        "action": "viewed_product, added_to_cart, order_completed, signed_in, demo_requested, applied, form_submitted ...",
        "teller": "who says that it was done: snippet (it watched a form being sent) or server; absent: the page's own code",
        "value_amount": "amount of money that the event names, as a number",
        "currency": "its currency, three letters",
        "engaged_seconds": "seconds of attention that the page got",
    },
)
BY_FORM = frozenset(name for name, action in ACTIONS.items() if action.form)
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
        action = next((found for name in shown if name and (found := form_action(name, site.languages))), action)
    if action:
        facts["action"] = action
        facts |= {"teller": teller} if action in BY_FORM and (teller := teller_of(event)) else {}
    amount = next((found for key in _AMOUNTS if (found := _number(inner(given, key))) is not None), None)
    if amount is not None:
        facts["value_amount"] = amount
        currency = text(inner(given, "currency"), 3).upper()
        facts |= {"currency": currency} if len(currency) == 3 and currency.isascii() and currency.isalpha() else {}
    if action == "engaged" and (seconds := _number(inner(given, "seconds") or inner(given, "engaged_seconds"))):
        facts["engaged_seconds"] = min(seconds, 86_400)
    return facts


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
